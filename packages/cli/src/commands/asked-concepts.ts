import { type AskedConcept, textConcept } from "@lesion-atlas/analysis";
import { AppError } from "@lesion-atlas/core";

/**
 * The concepts of `lesion search TEXT... --concept "TEXT:WEIGHT" --not TEXT`: a text weighs 1, a `--not` -1.
 *
 * @throws AppError `invalid_input` for a `--concept` without a weight, and for no concept at all.
 */
export function askedConcepts(asked: {
  texts: readonly string[];
  concepts?: readonly string[];
  not?: readonly string[];
}): AskedConcept[] {
  const { texts, concepts = [], not = [] } = asked;
  const all = [
    ...texts.map((text) => textConcept(text)),
    ...concepts.map(weightedConcept),
    ...not.map((text) => textConcept(text, -1)),
  ];
  if (all.length === 0) throw new AppError("invalid_input", 'say what to search for: lesion search "irregular shape"');
  return all;
}

/** The text may hold colons itself: the weight stands behind the last one. */
function weightedConcept(text: string): AskedConcept {
  const { name, weight } = /^(?<name>.*\S.*):\s*(?<weight>[^:]*)$/s.exec(text)?.groups ?? {};
  if (name === undefined || weight.trim() === "" || !Number.isFinite(Number(weight))) {
    throw new AppError(
      "invalid_input",
      `--concept takes a text and its weight, for instance "streaks:0.5"; ${JSON.stringify(text)} has no weight`,
    );
  }
  return textConcept(name, Number(weight));
}
