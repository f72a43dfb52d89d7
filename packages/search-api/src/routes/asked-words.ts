import { type AskedConcept, conceptLibrary, knownOrText, withCalibrations } from "@lesion-atlas/analysis";
import type { CallOptions } from "@lesion-atlas/core";
import type { SearchPorts } from "../ports.ts";
import type { ConceptRequest } from "../schemas/search-request.ts";

const shipped = conceptLibrary();

/** The known concepts: those that come with the product, with the user's own where the composition brings them. */
export function knownConcepts({ concepts }: Pick<SearchPorts, "concepts">) {
  return concepts ?? shipped;
}

/**
 * Text and concepts of a request, each with its calibration where it was fitted. A name of a known concept asks for all
 * its synonyms; terms or templates of the request's own replace these.
 */
export async function askedWords(
  ports: Pick<SearchPorts, "catalog" | "encoder" | "concepts">,
  { text, concepts = [] }: { text?: string; concepts?: readonly ConceptRequest[] },
  options: CallOptions,
): Promise<AskedConcept[]> {
  const library = knownConcepts(ports);
  const named = concepts.map(({ name, terms, templates, weight }): AskedConcept => {
    if (terms === undefined && templates === undefined) return knownOrText(library, name, { weight });
    const { concept } = knownOrText(library, name, { weight });
    return {
      concept: { ...concept, terms: terms ?? concept.terms, templates: templates ?? concept.templates },
      weight,
    };
  });
  const asked = text === undefined ? named : [knownOrText(library, text), ...named];
  return withCalibrations(ports.catalog, ports.encoder.model, asked, options);
}
