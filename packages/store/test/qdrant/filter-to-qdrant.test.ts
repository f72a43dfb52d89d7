import { describe, expect, test } from "vitest";
import type { Filter } from "@lesion-atlas/core";
import { filterToQdrant } from "../../src/qdrant/filter/filter-to-qdrant.ts";
import { keyOfName, nameOfKey, payloadPath } from "../../src/qdrant/layout/payload-path.ts";
import { imageOfPayload, payloadOfFields, payloadOfRecord } from "../../src/qdrant/layout/payload.ts";
import { floatBelow } from "../../src/qdrant/search/next-float.ts";
import { intervalOf } from "../../src/qdrant/search/wilson-interval.ts";
import { createBatchSizes } from "../../src/qdrant/write/batch-sizes.ts";
import { testRecord } from "../contract/images.ts";

const texts = (path: string) =>
  path === "record.diagnosis_3" ? ["Melanoma in situ", "Melanoma, NOS", "Nevus"] : ["sin situ", "n5", "btrue"];
const translate = (filter: Filter) => filterToQdrant(filter, texts);

describe("a filter for Qdrant", () => {
  test("asks text columns as they are, everything else by type and value", () => {
    expect(
      translate({
        must: [
          { key: "sex", match: { value: "male" } },
          { key: "age_approx", match: { any: [55, "55"] } },
          { key: "extra.a.b", match: { value: true } },
          { key: 'fields.odd"', match: { except: [0.1] } },
          { key: "melanocytic", match: { value: false } },
        ],
      }),
    ).toEqual({
      must: [
        { key: "record.sex", match: { value: "male" } },
        { key: "exact.age_approx", match: { any: ["n55", "s55"] } },
        { key: 'exact."extra.a.b"', match: { value: "btrue" } },
        { key: 'fields."odd%22".exact', match: { except: ["n0.1"] } },
        { key: "record.melanocytic", match: { value: false } },
      ],
    });
  });

  test("looks for words in the values that are stored", () => {
    const words = (key: string, text: string) => translate({ must: { key, match: { text } } }).must;
    expect(words("diagnosis_3", "MELANOMA")).toEqual([
      { key: "record.diagnosis_3", match: { any: ["Melanoma in situ", "Melanoma, NOS"] } },
    ]);
    expect(words("diagnosis_3", "mela")).toEqual([{ has_id: [] }]);
    expect(words("extra.note", "situ in")).toEqual([{ key: 'exact."extra.note"', match: { value: "sin situ" } }]);
    expect(words("extra.note", "5")).toEqual([{ has_id: [] }]);
  });

  test("never asks for nothing where nothing can hold", () => {
    const nothing = [{ has_id: [] }];
    for (const condition of [
      { key: "sex", match: { any: [] } },
      { key: "sex", match: { value: 5 } },
      { key: "sex", range: { gte: 0 } },
      { key: "melanocytic", match: { any: ["true"] } },
    ]) {
      expect(translate({ must: condition }).must).toEqual(nothing);
    }
    expect(translate({ must: {}, should: [], must_not: { key: "sex", match: { except: [1] } } })).toEqual({
      must: [{ must_not: nothing }],
      must_not: [{ must_not: [{ is_empty: { key: "record.sex" } }] }],
    });
  });
});

describe("a payload", () => {
  test("gives back what it was made of, under names of any kind", () => {
    const names = ["a.b", 'q"uote', "back\\slash", "%22", "", "[0]", "__proto__", "ünïcode", "two words"];
    for (const name of names) expect(nameOfKey(keyOfName(name))).toBe(name);
    const record = testRecord("a", { age_approx: 55, extra: Object.fromEntries(names.map((name, n) => [name, n])) });
    const payload = { ...payloadOfRecord(record), fields: payloadOfFields({ 'odd"': ["x", 1, true] }) };
    expect(imageOfPayload(JSON.parse(JSON.stringify(payload)))).toEqual({ record, fields: { 'odd"': ["x", 1, true] } });
    expect(payloadPath("fields", "ünïcode", "a b")).toBe('fields.ünïcode."a b"');
  });
});

test("every score from the minimum up is above the float below it, and no other", () => {
  for (const value of [1, 0.1, -0.25, 4, 2.000001, -3.7, 1e-30]) {
    const below = floatBelow(value);
    expect(below).toBe(Math.fround(below));
    expect(below).toBeLessThan(value);
    const above = Math.fround(below + Math.abs(below) * 2 ** -23);
    expect(above).toBeGreaterThanOrEqual(value);
  }
  expect(floatBelow(0)).toBe(-(2 ** -149));
});

test("the interval is Wilson's", () => {
  // 10 of 100, by the formula.
  expect(intervalOf(10, 100).low).toBeCloseTo(0.05522914, 6);
  expect(intervalOf(10, 100).high).toBeCloseTo(0.17436566, 6);
  expect(intervalOf(0, 0)).toEqual({ low: 0, high: 1 });
  expect(intervalOf(0, 50).low).toBe(0);
});

test("batches grow while requests are quick, up to the limit, and shrink when one fails", async () => {
  const sizes = createBatchSizes(400);
  expect(sizes.size()).toBe(256);
  for (let n = 0; n < 5; n++) await sizes.timed(async () => undefined);
  expect(sizes.size()).toBe(400);
  for (let n = 0; n < 9; n++) await sizes.timed(() => Promise.reject(new Error("refused"))).catch(() => undefined);
  expect(sizes.size()).toBe(16);
  expect(createBatchSizes(5).size()).toBe(5);
});
