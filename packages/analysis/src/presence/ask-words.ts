import {
  AppError,
  type Calibration,
  type CallOptions,
  type Embedding,
  type Encoder,
  type WeightedConcept,
} from "@lesion-atlas/core";
import { type PresenceQuery, presenceQuery, uncalibrated } from "./presence-query.ts";
import { fillTemplate, referencePrompt, templatesOf } from "./prompts.ts";

/** A concept in a query, with m and s where its presence was calibrated under the model. */
export interface AskedConcept extends WeightedConcept {
  calibration?: Calibration;
}

/** A plain text as a concept: its own only term. */
export function textConcept(text: string, weight = 1): AskedConcept {
  return { concept: { name: text.trim(), terms: [text.trim()] }, weight };
}

/**
 * Encodes every prompt and reference of the concepts, each text once and all in one interactive batch, and hands the
 * embeddings to `presenceQuery`.
 *
 * @throws AppError `unsupported` for an image-only model; `invalid_input` for an empty term, a bad template and what
 * `presenceQuery` refuses.
 */
export async function askWords(
  encoder: Encoder,
  asked: readonly AskedConcept[],
  options: CallOptions = {},
): Promise<PresenceQuery> {
  const { model } = encoder;
  if (!model.hasText) {
    throw new AppError(
      "unsupported",
      `the model ${model.id} has no text tower: search it by image, or use another model`,
    );
  }
  const plans = asked.map(({ concept, weight, calibration }) => {
    if (concept.terms.length === 0 || concept.terms.some((term) => term.trim() === "")) {
      throw new AppError("invalid_input", `the concept ${JSON.stringify(concept.name)} has an empty term`);
    }
    const templates = templatesOf(concept, model);
    return {
      name: concept.name,
      weight,
      calibration: calibration ?? uncalibrated(model.logitScale),
      prompts: templates.map((template) => concept.terms.map((term) => fillTemplate(template, term))),
      references: templates.map(referencePrompt),
    };
  });
  const texts = [...new Set(plans.flatMap((plan) => [...plan.prompts.flat(), ...plan.references]))];
  const embeddings = texts.length > 0 ? await encoder.encodeTexts(texts, { lane: "interactive", ...options }) : [];
  const vectors = new Map<string, Embedding>(texts.map((text, index) => [text, embeddings[index]]));
  const vectorOf = (text: string) => vectors.get(text)!;
  return presenceQuery(
    plans.map((plan) => ({
      ...plan,
      prompts: plan.prompts.map((terms) => terms.map(vectorOf)),
      references: plan.references.map(vectorOf),
    })),
  );
}
