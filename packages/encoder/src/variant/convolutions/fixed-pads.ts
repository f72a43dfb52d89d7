import {
  type Compute,
  type Initializer,
  type ParsedModel,
  encodeRewrittenModel,
  floatTensor,
  rewiredNode,
} from "@lesion-atlas/compute";
import type { CallOptions } from "@lesion-atlas/core";

import { nodesRead } from "./nodes-read.ts";

/** How the image tower's graph is called. */
export interface GraphInput {
  name: string;
  /** Pixels of a side. */
  size: number;
}

/**
 * The graph with the sizes of its pads as constants, where it computes them from the size of the image, which never
 * changes. With constant pads onnxruntime takes them into the convolutions.
 *
 * @returns undefined where no pad is computed
 * @throws AppError as `ModelHandle.run`
 */
export async function withFixedPads(
  model: ParsedModel,
  input: GraphInput,
  { compute, signal }: CallOptions & { compute: Compute },
): Promise<Uint8Array | undefined> {
  const constants = new Set(model.constants.map(({ name }) => name));
  const computed = [
    ...new Set(
      model.nodes
        .filter(({ operator, domain, inputs }) => operator === "Pad" && domain === "" && !constants.has(inputs[1]))
        .map(({ inputs }) => inputs[1]),
    ),
  ];
  if (computed.length === 0) return undefined;
  const outputs = computed.map((name) => ({ name, elementType: "int64", dimensions: ["pads"] }) as const);
  const probe = compute.openModel(encodeRewrittenModel(model, model.nodes, model.constants, outputs));
  try {
    const pixels = floatTensor(new Float32Array(3 * input.size * input.size), [1, 3, input.size, input.size]);
    const found = await probe.run({ [input.name]: pixels }, { lane: "bulk", signal });
    const fixed: Initializer[] = computed.map((name) => {
      const values = found[name].values as BigInt64Array;
      const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return { name: `${name}.fixed`, elementType: "int64", dimensions: [values.length], content };
    });
    const nodes = model.nodes.map((node) => {
      const isComputed = node.operator === "Pad" && computed.includes(node.inputs[1]);
      return isComputed ? rewiredNode(node, node.inputs.with(1, `${node.inputs[1]}.fixed`), node.outputs) : node;
    });
    return encodeRewrittenModel(model, nodesRead(nodes, model.outputs), [...model.constants, ...fixed]);
  } finally {
    await probe.close();
  }
}
