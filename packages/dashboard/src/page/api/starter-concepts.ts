import type { KnownConcept } from "./concepts.ts";

const groups = {
  "ABCD rule": ["asymmetry", "irregular shape", "irregular border", "many colours"],
  "dermoscopic structure": ["pigment network", "globules", "streaks", "blue-whitish veil", "blood vessels"],
  colour: ["dark brown colour", "red colour", "blue-grey colour"],
  surface: ["ulceration", "scale"],
  artefact: ["hair", "ruler", "pen marking", "black corners"],
};

/** What is offered where the service has no list of its own. */
export const starterConcepts: KnownConcept[] = Object.entries(groups).flatMap(([group, names]) =>
  names.map((name) => ({ name, group, terms: [name] })),
);
