import type { AskedConcept } from "../address/view.ts";
import type { KnownConcept } from "../api/concepts.ts";

/** At most this many, so that they fit below the box on a phone. */
const most = 8;

/**
 * Known concepts with the text in a name or synonym, where a name begins with it first, then where a word does, shorter
 * names before longer ones; none that is asked already.
 */
export function suggestedConcepts(
  known: readonly KnownConcept[],
  text: string,
  asked: readonly AskedConcept[],
): KnownConcept[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const beginsWord = (text: string) => ` ${text.replaceAll("-", " ")}`.includes(` ${wanted}`);
  const rank = ({ name, terms }: KnownConcept) => {
    if (name.startsWith(wanted)) return 0;
    if (beginsWord(name)) return 1;
    if (terms.some((term) => beginsWord(term.toLowerCase()))) return 2;
    return name.includes(wanted) ? 3 : 4;
  };
  return known
    .filter((concept) => rank(concept) < 4 && !asked.some(({ name }) => name === concept.name))
    .sort((left, right) => rank(left) - rank(right) || left.name.length - right.name.length)
    .slice(0, most);
}
