import { expect, test } from "vitest";
import { suggestedConcepts } from "../src/page/search-box/suggested-concepts.ts";
import { readView, writeView } from "../src/page/address/view.ts";
import { cutAt, passingAt, positionOf } from "../src/page/filters/slider-scale.ts";
import { filterOf } from "../src/page/filters/filter-json.ts";

test("a view is what its address says, whatever its values hold", () => {
  const view = {
    concepts: [
      { name: "blue-whitish veil", weight: 1 },
      { name: "ratio 1:2 & more", weight: -0.5 },
    ],
    like: "a",
    photo: true,
    picks: [
      { field: "sex", value: "female" },
      { field: "extra.a.b", value: "x:y=z" },
      { field: "melanocytic", value: true },
      { field: "age_approx", value: 45 },
      { field: "site", value: null },
    ],
    cut: 0.25,
    image: "b",
  };
  expect(readView(writeView(view))).toEqual(view);
  expect(writeView(readView("?c=&c=hair:0&f=broken&cut=7"))).toBe("");
});

test("picks of one field are alternatives, fields add up, null is what is missing", () => {
  const picks = [
    { field: "sex", value: "female" },
    { field: "sex", value: null },
    { field: "site", value: "Trunk" },
  ];
  expect(filterOf(picks)).toEqual({
    must: [
      { should: [{ key: "sex", match: { value: "female" } }, { is_empty: { key: "sex" } }] },
      { key: "site", match: { value: "Trunk" } },
    ],
  });
  expect(filterOf([])).toBeUndefined();
});

test("the slider's places and presences are each other's inverse, and the bars right of a place are what passes", () => {
  const histogram = [
    { from: 0.1, to: 0.2, count: 10 },
    { from: 0.2, to: 0.6, count: 4 },
    { from: 0.6, to: 0.9, count: 2 },
  ];
  for (const position of [0.25, 1, 1.5, 2.75]) {
    expect(positionOf(histogram, cutAt(histogram, position))).toBeCloseTo(position, 2);
  }
  expect(cutAt(histogram, 0)).toBeUndefined();
  expect(positionOf(histogram, 0.99)).toBe(3);
  expect([0, 1, 1.5, 3].map((position) => passingAt(histogram, position))).toEqual([16, 6, 4, 0]);
});

test("suggestions begin with what was written, shorter names first; a piece inside of a word comes last", () => {
  const named = (name: string, ...terms: string[]) => ({ name, terms, group: "g", sources: [], own: false });
  const known = [
    named("irregular shape"),
    named("hairpin vessels"),
    named("scalp", "hairy skin"),
    named("hair"),
    named("blue-white veil"),
  ];
  const asked = [{ name: "hand", weight: 1 }];
  const names = (text: string) => suggestedConcepts(known, text, asked).map(({ name }) => name);
  expect(names("ha")).toEqual(["hair", "hairpin vessels", "scalp", "irregular shape"]);
  expect(names("whi")).toEqual(["blue-white veil"]);
  expect(names(" ")).toEqual([]);
});
