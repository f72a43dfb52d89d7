import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { type NewModelOptions, createModelFolder } from "../models/create-model-folder.ts";
import { modelFileName } from "../models/model-file.ts";
import { readModelFile } from "../models/read-model-file.ts";
import { writeModelFile } from "../models/write-model-file.ts";
import type { StoredPrecision } from "./quantize/rewrite-precision.ts";
import { type GraphChanges, type RewrittenGraph, rewriteGraph } from "./rewrite-graph.ts";

export interface ModelVariant extends RewrittenGraph {
  /** Path of the new folder. */
  folder: string;
}

/**
 * Makes a variant of a model with weights of fewer bits, with merged tokens in its image tower, or both: a model of its
 * own, with its own fingerprint. Its vectors never meet those of the other in one search.
 *
 * @throws AppError `unsupported` where no weight is of a kind that can be made smaller, where the image tower is none whose
 * tokens can be merged, or they are already; `conflict`, `model_invalid`, `cancelled`
 */
export async function makeVariant(
  source: string,
  { precision, mergedTokens }: GraphChanges,
  target: Omit<NewModelOptions, "signal">,
  { signal }: CallOptions = {},
): Promise<ModelVariant> {
  const settings = await readModelFile(source, { signal });
  const { files: _, fingerprint: __, format: ___, ...description } = settings;
  if (mergedTokens !== undefined && settings.token_merging !== undefined) {
    throw new AppError(
      "unsupported",
      `not supported: ${settings.id} merges tokens already; make the variant of the model that it was made of`,
    );
  }
  const done: RewrittenGraph = { products: 0, halves: 0 };
  const folder = await createModelFolder({ ...target, signal }, async (place) => {
    const rewrite = async (file: string, changes: GraphChanges) => {
      const { products, halves, lengths } = await rewriteGraph(source, place, file, changes, { signal });
      if (precision && products + halves === 0) throw nothingToDo(file, precision);
      done.products += products;
      done.halves += halves;
      done.lengths ??= lengths;
    };
    await rewrite("image.onnx", { precision, mergedTokens });
    if (settings.text) await rewrite("text.onnx", { precision });
    const entries = await readdir(source, { withFileTypes: true });
    const others = entries.filter(
      ({ name }) => !/\.onnx(\.data)?$/.test(name) && !name.startsWith(".") && name !== modelFileName,
    );
    for (const entry of others) if (entry.isFile()) await copyFile(join(source, entry.name), join(place, entry.name));
    const changed = {
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
  return new AppError("unsupported", `not supported: ${file} has not ${kind}; it is convolutional or small already`);
}
