import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { z } from "zod";
import { fingerprintOf } from "./fingerprint.ts";
import { hashModelFiles } from "./hash-model-files.ts";
import { type ModelDescription, type ModelFile, modelFileName, modelFileSchema } from "./model-file.ts";
import { modelFilesIn } from "./model-files.ts";

/**
 * Writes the `model.json` of a folder whose other files are complete, with their hashes and the fingerprint.
 *
 * @returns what was written
 * @throws AppError `invalid_input` for a description that is no model's, `model_invalid` when a file is missing
 */
export async function writeModelFile(
  folder: string,
  description: ModelDescription,
  options: CallOptions = {},
): Promise<ModelFile> {
  const parsed = modelFileSchema.safeParse({ format: 1, ...description });
  if (!parsed.success) throw new AppError("invalid_input", `this is no model: ${z.prettifyError(parsed.error)}`);
  const files = await hashModelFiles(folder, await modelFilesIn(folder, parsed.data, options), options);
  const written = { ...parsed.data, files, fingerprint: fingerprintOf(parsed.data, files) };
  await writeFile(join(folder, modelFileName), `${JSON.stringify(written, null, 2)}\n`);
  return written;
}
