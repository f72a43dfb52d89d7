import { join } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { readJsonIfThere } from "../../files/read-json.ts";
import type { ClipConfiguration } from "../configuration/clip-configuration.ts";
import { readOpenClipConfiguration } from "../configuration/read-open-clip.ts";
import { readTransformersConfiguration } from "../configuration/read-transformers.ts";

const openClipFile = "open_clip_config.json";
const transformersFile = "config.json";

/** A weight that every CLIP of transformers has, and none of open_clip. */
const transformersWeight = "text_model.embeddings.token_embedding.weight";

/**
 * Reads the configuration beside the weights. Where a folder has both kinds, the names of the weights decide.
 *
 * @param tensors names of the weights
 * @throws AppError `not_found` when the file is missing that these weights need; `model_invalid`, `unsupported`
 */
export async function readConfiguration(
  folder: string,
  tensors: Pick<ReadonlyMap<string, unknown>, "has">,
  options: CallOptions = {},
): Promise<ClipConfiguration> {
  const ofTransformers = tensors.has(transformersWeight);
  const openClip = ofTransformers ? undefined : await readJsonIfThere(join(folder, openClipFile), options);
  if (openClip !== undefined) return readOpenClipConfiguration(openClip);
  const transformers = await readJsonIfThere(join(folder, transformersFile), options);
  if (transformers === undefined) {
    const missing = ofTransformers ? transformersFile : openClipFile;
    throw new AppError("not_found", `there is no ${missing} beside the weights in ${folder}; put it there`);
  }
  return readTransformersConfiguration(transformers, await readProcessor(folder, options));
}

/** Newer folders keep the settings of all modalities in one file. */
async function readProcessor(folder: string, options: CallOptions): Promise<unknown> {
  const own = await readJsonIfThere(join(folder, "preprocessor_config.json"), options);
  if (own !== undefined) return own;
  const all = await readJsonIfThere(join(folder, "processor_config.json"), options);
  return typeof all === "object" && all !== null && "image_processor" in all ? all.image_processor : undefined;
}
