import { type AskedConcept, type ConceptLibrary, knownOrText } from "@lesion-atlas/analysis";
import { AppError } from "@lesion-atlas/core";

/**
 * The concepts of `lesion search TEXT... --concept "TEXT:WEIGHT" --not TEXT`: a text weighs 1, a `--not` -1. A text that
 * is a known concept's name asks for all its synonyms, unless `literal`.
 *
 * @throws AppError `invalid_input` for a `--concept` without a weight, and for no concept at all.
 */
export function askedConcepts(asked: {
  texts: readonly string[];
  concepts?: readonly string[];
  not?: readonly string[];
  library: ConceptLibrary;
  literal?: boolean;
  /** In place of the concept's own, the model's or the defaults. */
  templates?: string[];
  /** Whether images are asked for too, so that there need be no words. */
  images?: boolean;
}): AskedConcept[] {
  const { texts, concepts = [], not = [], library, literal, templates, images = false } = asked;
  const all = [
    ...texts.map((text) => ({ text, weight: 1 })),
    ...concepts.map(weightedText),
    ...not.map((text) => ({ text, weight: -1 })),
  ]
    .map(({ text, weight }) => knownOrText(library, text, { weight, literal }))
    .map((one) => (templates ? { ...one, concept: { ...one.concept, templates } } : one));
  if (all.length === 0 && !images)
    throw new AppError("invalid_input", 'say what to look for, such as "irregular shape"');
  return all;
}

/** The text may hold colons itself: the weight stands behind the last one. */
function weightedText(text: string): { text: string; weight: number } {
  const { name, weight } = /^(?<name>.*\S.*):\s*(?<weight>[^:]*)$/s.exec(text)?.groups ?? {};
  if (name === undefined || weight.trim() === "" || !Number.isFinite(Number(weight))) {
    throw new AppError(
      "invalid_input",
      `--concept takes a text and its weight, for instance "streaks:0.5"; ${JSON.stringify(text)} has no weight`,
    );
  }
  return { text: name, weight: Number(weight) };
}
