import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { type NewModelOptions, createModelFolder } from "../models/create-model-folder.ts";
import { modelFileName } from "../models/model-file.ts";
import { readModelFile } from "../models/read-model-file.ts";
import { writeModelFile } from "../models/write-model-file.ts";
import { type RewrittenGraph, type StoredPrecision, rewriteGraph } from "./rewrite-graph.ts";

export interface QuantizedModel extends RewrittenGraph {
  /** Path of the new folder. */
  folder: string;
}

/**
 * Makes a variant of a model with weights of fewer bits: a model of its own, with its own fingerprint. Its vectors never
 * meet those of the other in one search.
 *
 * @throws AppError `unsupported` where no weight is of a kind that can be made smaller; `conflict`, `model_invalid`, `cancelled`
 */
export async function quantizeModel(
  source: string,
  precision: StoredPrecision,
  target: Omit<NewModelOptions, "signal">,
  { signal }: CallOptions = {},
): Promise<QuantizedModel> {
  const settings = await readModelFile(source, { signal });
  const { files: _, fingerprint: __, format: ___, ...description } = settings;
  const graphs = ["image.onnx", ...(settings.text ? ["text.onnx"] : [])];
  const done: RewrittenGraph = { products: 0, halves: 0 };
  const folder = await createModelFolder({ ...target, signal }, async (place) => {
    for (const file of graphs) {
      const { products, halves } = await rewriteGraph(source, place, file, precision, { signal });
      if (products + halves === 0) throw nothingToDo(file, precision);
      done.products += products;
      done.halves += halves;
    }
    const entries = await readdir(source, { withFileTypes: true });
    const others = entries.filter(
      ({ name }) => !/\.onnx(\.data)?$/.test(name) && !name.startsWith(".") && name !== modelFileName,
    );
    for (const entry of others) if (entry.isFile()) await copyFile(join(source, entry.name), join(place, entry.name));
    await writeModelFile(place, { ...description, id: target.id, precision }, { signal });
  });
  return { folder, ...done };
}

function nothingToDo(file: string, precision: StoredPrecision): AppError {
  const kind = precision === "int8" ? "a product with a constant matrix in float32" : "a large weight in float32";
  return new AppError("unsupported", `not supported: ${file} has not ${kind}; it is convolutional or small already`);
}
