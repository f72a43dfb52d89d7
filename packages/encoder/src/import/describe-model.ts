import { AppError } from "@lesion-atlas/core";
import type { ModelDescription } from "../models/model-file.ts";
import type { ClipConfiguration } from "./configuration/clip-configuration.ts";
import { imageValues } from "./graph/image-tower.ts";
import { takesAnyLength, textValues } from "./graph/text-tower.ts";

/** What a checkpoint says of itself beside its configuration. */
export interface CheckpointFacts {
  /** As it is stored: the natural logarithm. */
  readonly logitScale: number;
  readonly license?: string;
  readonly source: string;
}

/**
 * The `model.json` of an imported checkpoint. It has no templates: those of a checkpoint are not part of it.
 *
 * @throws AppError `model_invalid` for a logit scale that is none
 */
export function describeModel(
  id: string,
  { dimensions, preprocessing, text, tokenizer }: ClipConfiguration,
  { logitScale, license, source }: CheckpointFacts,
): ModelDescription {
  const scale = Math.exp(logitScale);
  if (!(scale > 0 && Number.isFinite(scale))) {
    throw new AppError("model_invalid", `the logit scale e^${logitScale} is no number; the checkpoint is damaged`);
  }
  return {
    id,
    dimensions,
    preprocessing,
    image: imageValues,
    text: {
      ...textValues,
      tokenizer: tokenizer.kind === "clip" ? "clip" : "tokenizer.json",
      cleaning: tokenizer.cleaning,
      context_length: text.contextLength,
      padding: takesAnyLength(text) ? "longest" : "context_length",
    },
    logit_scale: scale,
    license,
    source,
  };
}
