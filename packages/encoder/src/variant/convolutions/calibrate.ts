import { type Compute, type ParsedModel, encodeRewrittenModel, floatTensor } from "@lesion-atlas/compute";
import { type CallOptions, type ImageTensor, throwIfCancelled } from "@lesion-atlas/core";
import type { GraphInput } from "./fixed-pads.ts";
import { type CalibratedValue, createValueRange } from "./value-range.ts";

export interface CalibrateOptions extends CallOptions {
  compute: Compute;
}

/**
 * Runs a graph image by image and looks at what its values are.
 *
 * @param names values of the graph, its input among them
 * @throws AppError as `ModelHandle.run`
 */
export async function calibrate(
  model: ParsedModel,
  input: GraphInput,
  names: readonly string[],
  images: AsyncIterable<ImageTensor> | Iterable<ImageTensor>,
  { compute, signal }: CalibrateOptions,
): Promise<Map<string, CalibratedValue>> {
  const ranges = new Map(names.map((name) => [name, createValueRange()]));
  const inner = names.filter((name) => name !== input.name && !model.outputs.includes(name));
  const outputs = inner.map((name) => ({ name, elementType: "float32" }) as const);
  const graph = compute.openModel(encodeRewrittenModel(model, model.nodes, model.constants, outputs));
  try {
    for await (const image of images) {
      throwIfCancelled(signal);
      const pixels = floatTensor(image, [1, 3, input.size, input.size]);
      const found = await graph.run({ [input.name]: pixels }, { lane: "bulk", signal });
      for (const [name, range] of ranges) {
        const { values, shape } = name === input.name ? { values: image, shape: pixels.shape } : found[name];
        range.add(values as Float32Array, shape);
      }
    }
  } finally {
    await graph.close();
  }
  return new Map([...ranges].map(([name, range]) => [name, range.calibrated()]));
}
