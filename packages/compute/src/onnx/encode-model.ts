import {
  type Attribute,
  type Dimension,
  type Graph,
  type Initializer,
  type Node,
  type ValueInfo,
  elementTypes,
  irVersion,
  opsetVersion,
} from "./onnx-model.ts";
import type { ParsedConstant, ParsedModel, ParsedNode } from "./parse-model.ts";
import {
  type Message,
  bytesField,
  floatField,
  integerField,
  message,
  messageBytes,
  messageField,
  stringField,
} from "./protobuf-wire.ts";
import { wireFields } from "./read-wire.ts";

/**
 * The bytes of an ONNX file (`ModelProto`; field numbers are those of onnx.proto) for onnxruntime.
 *
 * @param graph at most 2 GB of inline constants: larger ones belong into external content
 */
export function encodeOnnxModel(graph: Graph): Uint8Array {
  const domains = [...new Set(["", ...graph.nodes.map((node) => node.domain)])];
  return messageBytes(
    message(
      integerField(1, irVersion),
      stringField(2, "lesion-atlas"),
      messageField(7, encodeGraph(graph)),
      domains.map((domain) =>
        messageField(8, message(stringField(1, domain), integerField(2, domain === "" ? opsetVersion : 1))),
      ),
    ),
  );
}

/**
 * A file that was taken apart, with other nodes and constants where it has new ones.
 *
 * @param outputs beside those that it has
 */
export function encodeRewrittenModel(
  { graphRest, modelRest, operatorSets }: ParsedModel,
  nodes: readonly (ParsedNode | Node)[],
  constants: readonly (ParsedConstant | Initializer)[],
  outputs: readonly ValueInfo[] = [],
): Uint8Array {
  const raw = (bytes: Uint8Array): Message => ({ parts: [bytes], length: bytes.length });
  const domains = new Map(operatorSets);
  for (const { domain } of nodes) if (!domains.has(domain)) domains.set(domain, 1);
  const graph = message(
    nodes.map((node) => ("bytes" in node ? bytesField(1, node.bytes) : messageField(1, encodeNode(node)))),
    graphRest.map(raw),
    constants.map((constant) =>
      "bytes" in constant ? bytesField(5, constant.bytes) : messageField(5, encodeInitializer(constant)),
    ),
    outputs.map((output) => messageField(12, encodeValueInfo(output))),
  );
  const sets = [...domains].map(([domain, version]) =>
    messageField(8, message(stringField(1, domain), integerField(2, version))),
  );
  return messageBytes(message(modelRest.map(raw), messageField(7, graph), sets));
}

/** An operator of a file with other inputs and outputs; its attributes stay. */
export function rewiredNode(node: ParsedNode, inputs: readonly string[], outputs: readonly string[]): ParsedNode {
  const rest = wireFields(node.bytes).filter(({ field }) => field !== 1 && field !== 2);
  const bytes = messageBytes(
    message(
      inputs.map((input) => stringField(1, input)),
      outputs.map((output) => stringField(2, output)),
      rest.map(({ raw }) => ({ parts: [raw], length: raw.length })),
    ),
  );
  return { ...node, inputs, outputs, bytes };
}

function encodeGraph(graph: Graph): Message {
  return message(
    graph.nodes.map((node) => messageField(1, encodeNode(node))),
    stringField(2, graph.name),
    graph.initializers.map((initializer) => messageField(5, encodeInitializer(initializer))),
    graph.inputs.map((input) => messageField(11, encodeValueInfo(input))),
    graph.outputs.map((output) => messageField(12, encodeValueInfo(output))),
  );
}

function encodeNode(node: Node): Message {
  return message(
    node.inputs.map((input) => stringField(1, input)),
    node.outputs.map((output) => stringField(2, output)),
    stringField(3, `${node.operator}:${node.outputs[0]}`),
    stringField(4, node.operator),
    Object.entries(node.attributes).map(([name, attribute]) => messageField(5, encodeAttribute(name, attribute))),
    node.domain === "" ? undefined : stringField(7, node.domain),
  );
}

function encodeAttribute(name: string, attribute: Attribute): Message {
  const named = stringField(1, name);
  const typed = (type: number) => integerField(20, type);
  if ("float" in attribute) return message(named, floatField(2, attribute.float), typed(1));
  if ("int" in attribute) return message(named, integerField(3, attribute.int), typed(2));
  if ("text" in attribute) return message(named, stringField(4, attribute.text), typed(3));
  return message(
    named,
    attribute.ints.map((value) => integerField(8, value)),
    typed(7),
  );
}

function encodeInitializer({ name, elementType, dimensions, content }: Initializer): Message {
  const head = message(
    dimensions.map((size) => integerField(1, size)),
    integerField(2, elementTypes[elementType]),
    stringField(8, name),
  );
  if (content instanceof Uint8Array) return message(head, bytesField(9, content));
  const entry = (key: string, value: string) => messageField(13, message(stringField(1, key), stringField(2, value)));
  return message(
    head,
    entry("location", content.location),
    entry("offset", String(content.offset)),
    entry("length", String(content.length)),
    integerField(14, 1),
  );
}

function encodeValueInfo({ name, elementType, dimensions }: ValueInfo): Message {
  const tensorType = message(
    integerField(1, elementTypes[elementType]),
    dimensions && messageField(2, message(dimensions.map((size) => messageField(1, encodeDimension(size))))),
  );
  return message(stringField(1, name), messageField(2, messageField(1, tensorType)));
}

function encodeDimension(size: Dimension): Message {
  return typeof size === "number" ? integerField(1, size) : stringField(2, size);
}
