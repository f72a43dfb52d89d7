import { AppError, type CallOptions } from "@lesion-atlas/core";
import { z } from "zod";
import { readJsonIfThere } from "../files/read-json.ts";
import { type RegisteredModel, manifestSchema } from "./manifest-schema.ts";

/**
 * The models that `models/manifest.json` knows, in its order.
 *
 * @param path of the manifest
 * @returns empty when there is no such file
 * @throws AppError `model_invalid` with the place of each mistake
 */
export async function readManifest(path: string, options: CallOptions = {}): Promise<RegisteredModel[]> {
  const json = await readJsonIfThere(path, options);
  if (json === undefined) return [];
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) throw new AppError("model_invalid", `${path} is malformed: ${z.prettifyError(parsed.error)}`);
  return parsed.data.models;
}
