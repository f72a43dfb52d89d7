import type { Embedding, Model } from "@lesion-atlas/core";
import { probabilitiesOf } from "./probabilities-of.ts";
import { type StoredProbe, checkFingerprint } from "./probe-document.ts";

/** What classifies images one by one: a probe, or classes that were named in words. */
export interface ImageClassifier {
  classes: readonly string[];
  /** Whether an image may have several of the classes. */
  multiLabel?: boolean;
  /** One probability a class, in order. */
  probabilities(image: Embedding): number[];
}

/** A kept probe as a classifier of the model's vectors. @throws AppError `model_mismatch` for another model */
export function probeClassifier(stored: StoredProbe, model: Pick<Model, "id" | "fingerprint">): ImageClassifier {
  checkFingerprint(stored, model);
  return {
    classes: stored.probe.classes,
    multiLabel: stored.probe.multiLabel,
    probabilities: (image) => probabilitiesOf(stored.probe, image),
  };
}
