import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Compute, type ParsedModel, parseOnnxModel, simplifyModel } from "@lesion-atlas/compute";
import { AppError, type CallOptions, type ImageTensor, throwIfCancelled } from "@lesion-atlas/core";
import { calibrate } from "./calibrate.ts";
import { type GraphInput, withFixedPads } from "./fixed-pads.ts";
import { planLayers } from "./plan-layers.ts";
import { writeRounded } from "./write-rounded.ts";

/** What a convolutional tower is calibrated with. */
export interface Calibration {
  compute: Compute;
  /** Preprocessed as the model wants. */
  images: AsyncIterable<ImageTensor> | Iterable<ImageTensor>;
}

/** Scales of channels are from operator set 13 on. */
const leastOperatorSet = 13;

/**
 * Writes a convolutional graph with its convolutions, the products at its end and what lies between them in 8 bits: the
 * ranges of activations are fixed from what calibration images give, weights have a scale for each output channel, and
 * biases make up for what rounding the weights takes away on average.
 *
 * @param source path of the graph
 * @param target folder that it is written to; all weights lie in its one file
 * @returns operators with weights that compute in 8 bits now
 * @throws AppError `unsupported` for a graph that is too old or has no such operator; `model_invalid`;
 * `cancelled`; what `images` throws
 */
export async function quantizeConvolutions(
  source: string,
  target: string,
  input: GraphInput,
  { compute, images, signal }: Calibration & CallOptions,
): Promise<number> {
  const model = await simplified(source, target, input, { compute, signal });
  refuseUnfit(model);
  const layers = planLayers(model);
  const count = layers.filter(({ weight }) => weight).length;
  if (count === 0) {
    throw new AppError("unsupported", "not supported: image.onnx has no convolution or product with constant weights");
  }
  const names = [...new Set(layers.flatMap(({ inputs, output }) => [...inputs, output]))];
  const values = await calibrate(model, input, names, images, { compute, signal });
  await writeFile(join(target, "image.onnx"), writeRounded(model, layers, values), { flag: "wx" });
  return count;
}

async function simplified(
  source: string,
  folder: string,
  input: GraphInput,
  options: CallOptions & { compute: Compute },
): Promise<ParsedModel> {
  const [from, to] = ["given", "simplified"].map((name) => join(folder, `.${name}.onnx`));
  try {
    await simplifyModel(source, to);
    throwIfCancelled(options.signal);
    const model = parseOnnxModel(await readFile(to));
    const fixed = await withFixedPads(model, input, options);
    if (!fixed) return model;
    await writeFile(from, fixed);
    await simplifyModel(from, to);
    return parseOnnxModel(await readFile(to));
  } finally {
    for (const path of [from, to]) await rm(path, { force: true });
  }
}

function refuseUnfit({ operatorSets }: ParsedModel): void {
  const version = operatorSets.get("") ?? 0;
  if (version < leastOperatorSet) {
    throw new AppError(
      "unsupported",
      `not supported: image.onnx is of operator set ${version}, and int8 needs ${leastOperatorSet}: export it with opset_version=${leastOperatorSet} or more`,
    );
  }
}
