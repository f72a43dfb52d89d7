import type { AskedConcept } from "../address/view.ts";
import type { KnownConcept } from "../api/concepts.ts";

/** At most this many, so that they fit below the box on a phone. */
const most = 8;

/** Known concepts whose name or synonym holds the text, those that begin with it first; none that is asked already. */
export function suggestedConcepts(
  known: readonly KnownConcept[],
  text: string,
  asked: readonly AskedConcept[],
): KnownConcept[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const rank = ({ name, terms }: KnownConcept) => {
    if (name.startsWith(wanted)) return 0;
    if (name.includes(wanted)) return 1;
    return terms.some((term) => term.toLowerCase().includes(wanted)) ? 2 : 3;
  };
  return known
    .filter((concept) => rank(concept) < 3 && !asked.some(({ name }) => name === concept.name))
    .sort((left, right) => rank(left) - rank(right))
    .slice(0, most);
}
