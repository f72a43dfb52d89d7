import { AppError } from "@lesion-atlas/core";
import type { ModelDescription } from "../models/model-file.ts";
import { preprocessingSchema } from "../preprocess/settings.ts";
import type { RegisteredModel } from "../registry/manifest-schema.ts";

/** Relative; a manifest gives a rounded logit scale. */
const logitScaleTolerance = 0.01;

export interface ManifestCheck {
  /** Whether what came is the manifest's own pin, so that its verified facts must hold. */
  strict: boolean;
  /** `owner/name@revision`. */
  source: string;
  /** Called with each fact that differs and need not hold, a sentence. */
  onDifference?: (sentence: string) => void;
}

/**
 * What a checkpoint says of itself, with what the manifest adds: templates, licence, citation, source.
 *
 * @throws AppError `model_invalid` when a verified fact of the manifest does not hold for the pinned revision
 */
export function heldToManifest(
  description: ModelDescription,
  model: RegisteredModel,
  { strict, source, onDifference }: ManifestCheck,
): ModelDescription {
  for (const [fact, stated, found] of differences(description, model)) {
    const sentence = `the manifest states ${fact} ${stated}, the checkpoint has ${found}`;
    if (strict && !model.unverified.includes(fact)) {
      throw new AppError("model_invalid", `${sentence}: it is not ${model.title}, or not this revision of it`);
    }
    onDifference?.(`${sentence}; the checkpoint's own is used`);
  }
  const license = description.license;
  if (license !== undefined && license.toLowerCase() !== model.license.toLowerCase()) {
    onDifference?.(`the model card states the licence ${license}, the manifest ${model.license}`);
  }
  const { templates, citation } = model;
  return { ...description, license: license ?? model.license, templates, citation, source };
}

type ComparedFact = "dimensions" | "logit_scale" | "preprocessing";

function differences(description: ModelDescription, model: RegisteredModel): [ComparedFact, string, string][] {
  const found: [ComparedFact, string, string][] = [];
  if (description.dimensions !== model.dimensions) {
    found.push(["dimensions", String(model.dimensions), String(description.dimensions)]);
  }
  const scale = description.logit_scale ?? 100;
  if (Math.abs(scale / model.logit_scale - 1) > logitScaleTolerance) {
    found.push(["logit_scale", String(model.logit_scale), scale.toFixed(2)]);
  }
  const [stated, own] = [model.preprocessing, preprocessingSchema.parse(description.preprocessing)].map((settings) =>
    JSON.stringify(Object.entries(settings).sort(([left], [right]) => (left < right ? -1 : 1))),
  );
  if (stated !== own)
    found.push(["preprocessing", JSON.stringify(model.preprocessing), JSON.stringify(description.preprocessing)]);
  return found;
}
