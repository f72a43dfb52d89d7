import { join } from "node:path";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { z } from "zod";
import { readJsonIfThere } from "../files/read-json.ts";
import { type ModelFile, modelFileName, modelFileSchema } from "./model-file.ts";

/**
 * Reads the `model.json` of a folder.
 *
 * @throws AppError `not_found` when there is none, `model_invalid` with the place of each mistake
 */
export async function readModelFile(folder: string, options: CallOptions = {}): Promise<ModelFile> {
  throwIfCancelled(options.signal);
  const path = join(folder, modelFileName);
  const json = await readJsonIfThere(path, options);
  if (json === undefined) throw new AppError("not_found", `${folder} is no model folder: it has no ${modelFileName}`);
  const parsed = modelFileSchema.safeParse(json);
  if (!parsed.success) throw new AppError("model_invalid", `${path} is malformed: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
