import { facetsOf, isicFilter, parseIsicQuery } from "@lesion-atlas/analysis";
import { type ImageRecord } from "@lesion-atlas/core";
import { afterAll, describe, expect, test } from "vitest";
import { filledStore } from "./filled-store.ts";

const records: Record<string, Partial<ImageRecord>> = {
  a: { age_approx: 20, sex: "male", diagnosis_3: "Melanoma, NOS", melanocytic: true, extra: { streaks: 1 } },
  b: { age_approx: 40, sex: "female", diagnosis_3: "Melanoma in situ", melanocytic: true, extra: { streaks: 0 } },
  c: { age_approx: 45, sex: "male", diagnosis_3: "Nevus", image_type: "clinical: close-up" },
  d: { diagnosis_3: "Lentigo maligna Melanoma", anatom_site_general: "head/neck", extra: { note: "1" } },
};
const { store, close } = await filledStore(
  Object.entries(records).map(([key, record]) => ({ key, words: { [key]: 1 }, record })),
);
afterAll(close);

async function keysOf(query: string): Promise<string> {
  const keys: string[] = [];
  for await (const { record } of store.scan({ filter: await isicFilter(store, query) })) keys.push(record.key);
  return keys.sort().join("");
}

describe("the ISIC Archive's query language", () => {
  test.each([
    ["age_approx:[20 TO 40] AND sex:male", "a"],
    ["age_approx:[20 TO 40}", "a"],
    ["age_approx:{20 TO *]", "bc"],
    ["age_approx:[* TO *]", "abc"],
    ["diagnosis_3:Melanoma*", "ab"],
    ["diagnosis_3:*Melanoma*", "abd"],
    ["diagnosis_3:M*a*u", "b"],
    ["diagnosis_3:X*", ""],
    ["sex:*", "abc"],
    ["-sex:male", "bd"],
    ["NOT sex:*", "d"],
    ["sex:female OR sex:male AND age_approx:45", "bc"],
    ["(sex:female OR sex:male) AND -age_approx:45", "ab"],
    ["sex:(female OR male) AND NOT (age_approx:45)", "ab"],
    ['image_type:"clinical: close-up"', "c"],
    [String.raw`image_type:clinical\:\ close-up`, "c"],
    ["anatom_site_general:head/neck", "d"],
    ["melanocytic:true", "ab"],
    ["streaks:1", "a"],
    ["note:1", "d"],
    ["extra.streaks:[0 TO 0.5]", "b"],
    ["--sex:male", "ac"],
  ])("%s", async (query, keys) => {
    expect(await keysOf(query)).toBe(keys);
  });

  test.each([
    ["", /query is empty/],
    ["male", /character 5, at its end: expected : and a value behind male/],
    ["sex:male age_approx:20", /character 10, before "age_approx:2": expected AND or OR/],
    ["sex:male AND", /character 13, at its end: expected a field/],
    ["sex:male AND OR sex:female", /character 14, .*expected a field, not OR/],
    ["(sex:male", /character 1, .*never closed/],
    ["sex:male)", /character 9, .*no \( for this \)/],
    ["age_approx:[20 40]", /character 13, .*a range is written age_approx:\[20 TO 40\]/],
    ["age_approx:[20 TO forty]", /"forty" is no number/],
    ["age_approx:[20 TO 40", /character 12, .*never closed/],
    ["image_type:clinical: close-up", /needs quotes/],
    ['diagnosis_3:"Nevus', /character 13, .*never closed/],
    ["sex:", /character 5, at its end: expected a value for sex/],
    [`${"(".repeat(40)}sex:male`, /nested 32 deep/],
    [`${"-".repeat(5000)}sex:male`, /nested 32 deep/],
  ])("%s is refused with its place", (query, message) => {
    expect(() => parseIsicQuery(query)).toThrow(message);
  });

  test.each([
    ["sex:[1 TO 2]", /character 5: sex holds no numbers/],
    ["age_approx:old", /character 12: age_approx holds numbers/],
    ["age_approx:2*", /no words that a \*/],
    ["melanocytic:perhaps", /true or false/],
  ])("%s is refused for what the column holds", async (query, message) => {
    await expect(isicFilter(store, query)).rejects.toThrow(message);
  });
});

test("facets count under the present filter, with a bucket for what is missing", async () => {
  const filter = await isicFilter(store, "diagnosis_3:*Melanoma*");
  expect(await facetsOf(store, { fields: ["sex", "streaks"], filter })).toEqual([
    {
      field: "sex",
      values: [
        { value: "female", count: 1 },
        { value: "male", count: 1 },
      ],
      missing: 1,
      other_values: 0,
    },
    expect.objectContaining({ field: "extra.streaks", missing: 1 }),
  ]);
});
