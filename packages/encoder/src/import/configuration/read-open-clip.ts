import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import type { ClipConfiguration } from "./clip-configuration.ts";
import { openClipImageTower } from "./open-clip-image.ts";
import { openClipPreprocessing } from "./open-clip-preprocessing.ts";
import { openClipFileSchema, openClipModelSchema } from "./open-clip-schema.ts";
import { openClipTextTower, openClipTokenizer } from "./open-clip-text.ts";
import { notSupported } from "./refusals.ts";
import { refuseUnknown } from "./refuse-unknown.ts";

/**
 * Reads a parsed `open_clip_config.json`.
 *
 * @throws AppError `model_invalid` for a file that is none or contradicts itself; `unsupported`, "not supported: X", for
 * a model that cannot be imported
 */
export function readOpenClipConfiguration(json: unknown): ClipConfiguration {
  try {
    return configurationOf(openClipFileSchema.parse(json));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new AppError("model_invalid", `open_clip_config.json is malformed: ${z.prettifyError(error)}`, {
      cause: error,
    });
  }
}

function configurationOf({ model_cfg: model, preprocess_cfg }: z.infer<typeof openClipFileSchema>): ClipConfiguration {
  if (model.multimodal_cfg) throw notSupported("CoCa (multimodal_cfg)");
  refuseUnknown(model, openClipModelSchema, "model_cfg");
  const image = openClipImageTower(model);
  return {
    naming: "open_clip",
    dimensions: model.embed_dim,
    image,
    text: openClipTextTower(model),
    tokenizer: openClipTokenizer(model.text_cfg),
    preprocessing: openClipPreprocessing(preprocess_cfg, image.imageSize),
  };
}
