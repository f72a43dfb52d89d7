import { readFileSync } from "node:fs";
import { AppError, type Concept } from "@lesion-atlas/core";
import { type ConceptFile, conceptFileSchema } from "./concept-file.ts";

/** A concept that is known by name. */
export interface KnownConcept extends Concept {
  /** Heading under which it is listed. */
  group: string;
  /** The literature that its terms come from, as citations; empty for a user's own. */
  sources: readonly string[];
  /** Whether the user's own file made or changed it. */
  own: boolean;
}

/** Every known concept, by its name in lower case, in the order of the files. */
export type ConceptLibrary = ReadonlyMap<string, KnownConcept>;

const shippedUrl = new URL("../../assets/concepts.json", import.meta.url);

/** The concept file that comes with this package. */
export function shippedConcepts(): ConceptFile {
  return conceptFileSchema.parse(JSON.parse(readFileSync(shippedUrl, "utf8")));
}

/**
 * Reads a concept file.
 *
 * @param text JSON
 * @param name what to call it in errors, such as its path
 * @throws AppError `invalid_input` that names the place to mend.
 */
export function parseConceptFile(text: string, name: string): ConceptFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AppError("invalid_input", `${name} is no JSON: ${(error as Error).message}`, { cause: error });
  }
  const parsed = conceptFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError("invalid_input", `${name}: ${issue.path.join(".") || "the file"}: ${issue.message}`);
}

/**
 * The shipped concepts with the user's own file over them.
 *
 * @param own the user's file, as `parseConceptFile` gives it
 * @throws AppError `invalid_input` for a new concept without terms.
 */
export function conceptLibrary(own?: ConceptFile, shipped: ConceptFile = shippedConcepts()): ConceptLibrary {
  const library = new Map<string, KnownConcept>();
  for (const [file, isOwn] of [[shipped, false] as const, ...(own ? [[own, true] as const] : [])]) {
    for (const [name, entry] of Object.entries(file.concepts)) {
      const key = conceptKey(name);
      if (entry === null) {
        library.delete(key);
        continue;
      }
      const before = library.get(key);
      const terms = entry.terms ?? before?.terms;
      if (!terms)
        throw new AppError("invalid_input", `the concept ${JSON.stringify(name)} needs terms: what to ask for`);
      library.set(key, {
        name,
        terms,
        templates: entry.templates ?? before?.templates,
        group: entry.group ?? before?.group ?? "own",
        sources: entry.sources?.map((source) => file.sources[source] ?? source) ?? before?.sources ?? [],
        own: isOwn,
      });
    }
  }
  return library;
}

/**
 * The concept of a name.
 *
 * @throws AppError `not_found` with names that are like it.
 */
export function requireConcept(library: ConceptLibrary, name: string): KnownConcept {
  const found = library.get(conceptKey(name));
  if (found) return found;
  const words = conceptKey(name).split(/[^\p{L}\p{N}]+/u);
  const near = [...library.values()]
    .filter(({ terms }) => terms.some((term) => words.some((word) => word !== "" && conceptKey(term).includes(word))))
    .map((concept) => JSON.stringify(concept.name));
  const hint = near.length > 0 ? `did you mean ${near.slice(0, 5).join(", ")}?` : "lesion concepts list shows them all";
  throw new AppError("not_found", `there is no concept ${JSON.stringify(name)}; ${hint}`);
}

/** How a name is looked up: case and outer spaces are ignored. */
export function conceptKey(name: string): string {
  return name.trim().toLowerCase();
}
