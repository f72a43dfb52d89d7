import { copyFile, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseOnnxModel } from "@lesion-atlas/compute";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { type NewModelOptions, createModelFolder } from "../models/create-model-folder.ts";
import { type ModelFile, modelFileName } from "../models/model-file.ts";
import { readModelFile } from "../models/read-model-file.ts";
import { writeModelFile } from "../models/write-model-file.ts";
import { isConvolutional } from "./convolutions/is-convolutional.ts";
import { type Calibration, quantizeConvolutions } from "./convolutions/quantize-convolutions.ts";
import type { StoredPrecision } from "./quantize/rewrite-precision.ts";
import { type GraphChanges, type RewrittenGraph, rewriteGraph } from "./rewrite-graph.ts";

export interface ModelVariant extends RewrittenGraph {
  /** Path of the new folder. */
  folder: string;
  /** Operators of a convolutional tower that compute in 8 bits. */
  convolutions?: number;
}

export interface VariantOptions extends CallOptions {
  /** What a convolutional tower in int8 needs, see `needsCalibration`. */
  calibration?: Calibration;
}

/** Whether int8 fixes the ranges of a model's activations, as it does in a convolutional tower. @throws AppError as `readFile` */
export async function needsCalibration(folder: string): Promise<boolean> {
  return isConvolutional(parseOnnxModel(await readFile(join(folder, "image.onnx"))));
}

/**
 * Makes a variant of a model with weights of fewer bits, with merged tokens in its image tower, or both: a model of its
 * own, with its own fingerprint. Its vectors never meet those of the other in one search.
 *
 * @throws AppError `unsupported` where no weight is of a kind that can be made smaller, where the image tower is none whose
 * tokens can be merged, or they are already; `invalid_input` for a convolutional tower without calibration images; `conflict`,
 * `model_invalid`, `cancelled`
 */
export async function makeVariant(
  source: string,
  { precision, mergedTokens }: GraphChanges,
  target: Omit<NewModelOptions, "signal">,
  { signal, calibration }: VariantOptions = {},
): Promise<ModelVariant> {
  const settings = await readModelFile(source, { signal });
  const { files: _, fingerprint: __, format: ___, ...description } = settings;
  if (mergedTokens !== undefined && settings.token_merging !== undefined) {
    throw new AppError(
      "unsupported",
      `not supported: ${settings.id} merges tokens already; make the variant of the model that it was made of`,
    );
  }
  const convolutional = precision === "int8" && (await needsCalibration(source));
  if (convolutional && mergedTokens !== undefined) {
    throw new AppError("unsupported", `not supported: ${settings.id} is convolutional and has no tokens to merge`);
  }
  if (convolutional && !calibration) {
    throw new AppError("invalid_input", `${settings.id} is convolutional: int8 needs images to calibrate it with`);
  }
  const done: Omit<ModelVariant, "folder"> = { products: 0, halves: 0 };
  const folder = await createModelFolder({ ...target, signal }, async (place) => {
    /** @returns whether products run in int8, with one scale for all activations of a run */
    const rewrite = async (file: string, changes: GraphChanges): Promise<boolean> => {
      const { products, halves, lengths } = await rewriteGraph(source, place, file, changes, { signal });
      if (precision && products + halves === 0 && !convolutional) throw nothingToDo(file, precision);
      done.products += products;
      done.halves += halves;
      done.lengths ??= lengths;
      return products > 0;
    };
    const { image, text } = description;
    const rewritten: Pick<ModelFile, "image" | "text"> = { image, text };
    if (convolutional && calibration) {
      const input = { name: settings.image.input, size: settings.preprocessing.size };
      const options = { ...calibration, signal };
      done.convolutions = await quantizeConvolutions(join(source, "image.onnx"), place, input, options);
    } else if (await rewrite("image.onnx", { precision, mergedTokens })) rewritten.image = { ...image, alone: true };
    if (text && (await rewrite("text.onnx", { precision }))) rewritten.text = { ...text, alone: true };
    const entries = await readdir(source, { withFileTypes: true });
    const others = entries.filter(
      ({ name }) => !/\.onnx(\.data)?$/.test(name) && !name.startsWith(".") && name !== modelFileName,
    );
    for (const entry of others) if (entry.isFile()) await copyFile(join(source, entry.name), join(place, entry.name));
    const changed = {
      ...rewritten,
      id: target.id,
      precision: precision ?? settings.precision,
      token_merging: mergedTokens ?? settings.token_merging,
    };
    await writeModelFile(place, { ...description, ...changed }, { signal });
  });
  return { folder, ...done };
}

function nothingToDo(file: string, precision: StoredPrecision): AppError {
  const kind = precision === "int8" ? "a product with a constant matrix in float32" : "a large weight in float32";
  return new AppError("unsupported", `not supported: ${file} has not ${kind}; it is small already`);
}
