import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { z } from "zod";
import { type ModelFile, modelFileName, modelFileSchema } from "./model-file.ts";

/**
 * Reads the `model.json` of a folder.
 *
 * @throws AppError `not_found` when there is none, `model_invalid` with the place of each mistake
 */
export async function readModelFile(folder: string, options: CallOptions = {}): Promise<ModelFile> {
  throwIfCancelled(options.signal);
  const path = join(folder, modelFileName);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new AppError("not_found", `${folder} is no model folder: it has no ${modelFileName} that can be read`, {
      cause: error,
    });
  });
  const parsed = modelFileSchema.safeParse(parseJson(text, path));
  if (!parsed.success) throw new AppError("model_invalid", `${path} is malformed: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("model_invalid", `${path} is no JSON: ${String(error)}`, { cause: error });
  }
}
