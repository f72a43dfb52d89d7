import type { ConceptLibrary } from "@lesion-atlas/analysis";
import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { askedConcepts } from "../src/commands/asked-concepts.ts";
import { numberBetween, readFilter } from "../src/commands/options.ts";

const library: ConceptLibrary = new Map();

describe("askedConcepts", () => {
  test("texts weigh 1, --not -1, --concept what stands behind its last colon", () => {
    const asked = askedConcepts({ texts: ["a"], concepts: ["shape: irregular:0.5", "b:-2"], not: ["hair"], library });
    expect(asked.map(({ concept, weight }) => [concept.name, weight])).toEqual([
      ["a", 1],
      ["shape: irregular", 0.5],
      ["b", -2],
      ["hair", -1],
    ]);
  });

  test.each(["streaks", "streaks:", "streaks:much", ":1", " :1"])("--concept %j is refused with an example", (text) => {
    expect(() => askedConcepts({ texts: [], concepts: [text], library })).toThrow(/"streaks:0.5"/);
  });

  test("nothing to search for is refused", () => {
    expect(() => askedConcepts({ texts: [], library })).toThrow(/say what to look for/);
  });
});

describe("readFilter", () => {
  test("reads JSON and refuses what is none or no filter", () => {
    expect(readFilter(undefined)).toBeUndefined();
    expect(readFilter('{"must":{"key":"sex","match":{"value":"female"}}}')).toEqual({
      must: { key: "sex", match: { value: "female" } },
    });
    expect(() => readFilter("sex=female")).toThrow(/--filter is no JSON .* for instance/);
    expect(() => readFilter('{"must":{"key":"sexe","match":{"value":"female"}}}')).toThrow(/unknown field "sexe"/);
  });
});

test("numberBetween refuses what is out of bounds or no number", () => {
  const limit = numberBetween(1, 10, { whole: true });
  expect(limit("10")).toBe(10);
  for (const text of ["0", "11", "2.5", "x", "", " "]) expect(() => limit(text), text).toThrow(InvalidArgumentError);
  expect(numberBetween(-1, 1)("-0.25")).toBe(-0.25);
});
