import { type AskedConcept, textConcept } from "../presence/ask-words.ts";
import { type ConceptLibrary, conceptKey } from "./concept-library.ts";

/**
 * What a typed text asks for: the known concept of that name with all its synonyms, else the text itself.
 *
 * @param options.literal the text itself in any case
 */
export function knownOrText(
  library: ConceptLibrary,
  text: string,
  { weight = 1, literal = false }: { weight?: number; literal?: boolean } = {},
): AskedConcept {
  const known = literal ? undefined : library.get(conceptKey(text));
  if (!known) return textConcept(text, weight);
  const { name, terms, templates } = known;
  return { concept: { name, terms, templates }, weight };
}
