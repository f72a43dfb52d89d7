import {
  type ElementType,
  type Initializer,
  type Node,
  type ParsedConstant,
  type ParsedModel,
  type ParsedNode,
  encodeRewrittenModel,
  rewiredNode,
} from "@lesion-atlas/compute";
import { floatsOf } from "../quantize/read-constant.ts";
import type { PlannedLayer } from "./plan-layers.ts";
import { quantizeChannels } from "./quantize-channels.ts";
import type { CalibratedValue } from "./value-range.ts";

/** Of 32 bits half, so that the products that are added to it have room. */
const largestBias = 2 ** 30;

/**
 * The graph with its layers between `QuantizeLinear` and `DequantizeLinear`, which onnxruntime takes together to
 * operators of 8 bits: activations without a sign, weights with one and a scale for each output channel, biases of 32 bits.
 *
 * @param values of every input and output of the layers
 */
export function writeRounded(
  model: ParsedModel,
  layers: readonly PlannedLayer[],
  values: ReadonlyMap<string, CalibratedValue>,
): Uint8Array {
  const constants: Initializer[] = [];
  const nodes: (ParsedNode | Node)[] = [];
  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  const activations = new Set(layers.map(({ activation }) => activation));
  const outputs = new Set(layers.map(({ output }) => output));
  const rounded = new Set<string>();

  function add(name: string, elementType: ElementType, dimensions: readonly number[], values: ArrayBufferView): string {
    const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    constants.push({ name, elementType, dimensions, content });
    return name;
  }

  /** The value rounded and widened again. */
  function roundedValue(name: string): string {
    const result = `${name}.rounded`;
    if (rounded.has(name)) return result;
    rounded.add(name);
    const { scale, zero } = values.get(name)!;
    const parameters = [
      add(`${name}.scale`, "float32", [], Float32Array.of(scale)),
      add(`${name}.zero`, "uint8", [], Uint8Array.of(zero)),
    ];
    nodes.push(operator("QuantizeLinear", [name, ...parameters], [`${name}.stored`]));
    nodes.push(operator("DequantizeLinear", [`${name}.stored`, ...parameters], [result]));
    return result;
  }

  function widened(name: string, parts: [ArrayBufferView, ElementType], scales: Float32Array, shape: Shape): string {
    const [stored, elementType] = parts;
    const zeros = elementType === "int8" ? new Int8Array(scales.length) : new Int32Array(scales.length);
    const inputs = [
      add(`${name}.stored`, elementType, shape.dimensions, stored),
      add(`${name}.scales`, "float32", [scales.length], scales),
      add(`${name}.zeros`, elementType, [scales.length], zeros),
    ];
    nodes.push(operator("DequantizeLinear", inputs, [`${name}.widened`], { axis: { int: shape.axis } }));
    return `${name}.widened`;
  }

  function weighted({ node, inputs: [input], weight }: PlannedLayer): string[] {
    const { constant, axis, bias } = weight!;
    const { scale, means } = values.get(input)!;
    const { dimensions } = constant;
    const name = node.outputs[0];
    const biases = bias ? floatsOf(bias.content!) : new Float32Array(dimensions[axis]);
    const leastScale = (channel: number) => Math.abs(biases[channel]) / (scale * largestBias);
    const weights = quantizeChannels(floatsOf(constant.content!), dimensions, { axis, means, leastScale });
    const steps = weights.scales.map((step) => step * scale);
    const stored = Int32Array.from(biases, (value, channel) =>
      Math.round((value + weights.shortfalls[channel]) / steps[channel]),
    );
    return [
      roundedValue(input),
      widened(`${name}.weight`, [weights.values, "int8"], weights.scales, { dimensions, axis }),
      widened(`${name}.bias`, [stored, "int32"], steps, { dimensions: [stored.length], axis: 0 }),
    ];
  }

  for (const node of model.nodes) {
    if (activations.has(node)) continue;
    const layer = byNode.get(node);
    const inputs = layer?.weight
      ? weighted(layer)
      : node.inputs.map((name) => (layer || outputs.has(name) ? roundedValue(name) : name));
    const given = layer ? [layer.output] : node.outputs;
    const isSame = inputs.every((name, index) => name === node.inputs[index]) && given[0] === node.outputs[0];
    nodes.push(isSame ? node : rewiredNode(node, inputs, given));
  }
  return encodeRewrittenModel(model, nodes, [...constantsStillRead(model.constants, nodes), ...constants]);
}

interface Shape {
  dimensions: readonly number[];
  axis: number;
}

function constantsStillRead(
  constants: readonly ParsedConstant[],
  nodes: readonly { inputs: readonly string[] }[],
): ParsedConstant[] {
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  return constants.filter(({ name }) => read.has(name));
}

function operator(
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Node["attributes"] = {},
): Node {
  return { operator: name, domain: "", inputs, outputs, attributes };
}
