import { createHash } from "node:crypto";
import { AppError, type CallOptions, type Catalog, type Concept, type Model } from "@lesion-atlas/core";
import { z } from "zod";
import type { AskedConcept } from "../presence/ask-words.ts";
import { templatesOf } from "../presence/prompts.ts";

const kind = "calibration";

/** A calibration as it is kept. */
export const calibrationDocumentSchema = z.object({
  /** The concept's name when it was fitted; the key is its terms and templates. */
  concept: z.string(),
  model: z.string(),
  fingerprint: z.string(),
  terms: z.array(z.string()),
  templates: z.array(z.string()),
  m: z.number(),
  s: z.number().positive(),
  /** What the labels were, for a person. */
  label: z.string(),
  filter: z.unknown().optional(),
  /** Labelled images. */
  n: z.int(),
  positives: z.int(),
  /** positives / n: presence is a probability only where the concept is as common as this. */
  prevalence: z.number(),
  /** Of the margin on the labelled images. */
  auroc: z.number(),
  /** ISO 8601. */
  fitted_at: z.string(),
});

export type CalibrationDocument = z.infer<typeof calibrationDocumentSchema>;

/**
 * Under what a calibration is kept: the model's fingerprint and a SHA-256 of terms and templates, so that it never
 * meets another model or other words.
 */
export function calibrationId(concept: Concept, model: Pick<Model, "fingerprint" | "templates">): string {
  const words = JSON.stringify({ terms: concept.terms, templates: templatesOf(concept, model) });
  return `${model.fingerprint}:${createHash("sha256").update(words).digest("hex")}`;
}

/** Keeps a calibration in place of the one that was there. */
export async function keepCalibration(
  catalog: Catalog,
  concept: Concept,
  model: Model,
  document: CalibrationDocument,
  options: CallOptions = {},
): Promise<void> {
  await catalog.put(kind, calibrationId(concept, model), { ...document }, options);
}

/** The calibration of a concept under a model, where it was fitted. @throws AppError `internal` for a damaged one. */
export async function findCalibration(
  catalog: Catalog,
  concept: Concept,
  model: Model,
  options: CallOptions = {},
): Promise<CalibrationDocument | undefined> {
  const entry = await catalog.get(kind, calibrationId(concept, model), options);
  if (!entry) return undefined;
  const read = calibrationDocumentSchema.safeParse(entry.document);
  if (read.success) return read.data;
  throw new AppError(
    "internal",
    `the calibration of ${JSON.stringify(concept.name)} is damaged: fit it again with lesion concepts fit`,
  );
}

/** The concepts, each with its calibration under the model where it has one. */
export async function withCalibrations(
  catalog: Catalog,
  model: Model,
  asked: readonly AskedConcept[],
  options: CallOptions = {},
): Promise<AskedConcept[]> {
  return Promise.all(
    asked.map(async (one) => {
      const found = await findCalibration(catalog, one.concept, model, options);
      if (!found) return one;
      const { m, s, label, n, prevalence } = found;
      return { ...one, calibration: { m, s, source: { label, n, prevalence } } };
    }),
  );
}
