import { describe, expect, test } from "vitest";
import {
  conceptFileSchema,
  conceptLibrary,
  knownOrText,
  parseConceptFile,
  requireConcept,
  shippedConcepts,
} from "../src/index.ts";

describe("the shipped concepts", () => {
  const shipped = shippedConcepts();

  test("each has terms, a group, and sources that are cited in the file", () => {
    for (const [name, entry] of Object.entries(shipped.concepts)) {
      expect(entry?.terms?.length, name).toBeGreaterThan(0);
      expect(entry?.group, name).toBeTruthy();
      expect(entry?.sources?.length, name).toBeGreaterThan(0);
      for (const source of entry?.sources ?? []) expect(shipped.sources, name).toHaveProperty(source);
      expect(new Set(entry?.terms).size, name).toBe(entry?.terms?.length);
    }
  });

  test("hold what the checklists ask for, and the artefacts worth a panel", () => {
    const library = conceptLibrary();
    for (const name of ["asymmetry", "Blue-whitish veil", "streaks", "hair", "pen marking", "ruler", "nail", "scalp"]) {
      expect(requireConcept(library, name).own).toBe(false);
    }
  });
});

describe("the user's own file", () => {
  test("changes what it names, adds, and takes away", () => {
    const own = parseConceptFile(
      JSON.stringify({
        concepts: {
          Streaks: { terms: ["streaks"] },
          "our clinic's ruler": { terms: ["green ruler"], templates: ["photo with {}"] },
          nail: null,
        },
      }),
      "mine.json",
    );
    const library = conceptLibrary(own);
    expect(requireConcept(library, "streaks")).toMatchObject({
      terms: ["streaks"],
      group: "dermoscopic structure",
      own: true,
    });
    expect(requireConcept(library, "our clinic's ruler")).toMatchObject({ group: "own", sources: [] });
    expect(() => requireConcept(library, "nail")).toThrow(/no concept "nail"/);
  });

  test("is refused with the place to mend", () => {
    expect(() => parseConceptFile("{", "mine.json")).toThrow(/mine\.json is no JSON/);
    const wrong = JSON.stringify({ concepts: { hair: { templates: ["hair"] } } });
    expect(() => parseConceptFile(wrong, "mine.json")).toThrow(/concepts\.hair\.templates\.0: a template needs/);
    expect(() => conceptLibrary(conceptFileSchema.parse({ concepts: { fog: {} } }))).toThrow(/"fog" needs terms/);
  });
});

test("a typed name is the concept with its synonyms, other words and literal ones are themselves", () => {
  const library = conceptLibrary();
  expect(knownOrText(library, " Hair ").concept.terms.length).toBeGreaterThan(1);
  expect(knownOrText(library, "hair", { literal: true }).concept.terms).toEqual(["hair"]);
  expect(knownOrText(library, "green hair", { weight: -1 })).toEqual({
    concept: { name: "green hair", terms: ["green hair"] },
    weight: -1,
  });
  expect(() => requireConcept(library, "vessel")).toThrow(/did you mean "atypical vascular pattern"/);
});
