import { describe, expect, test } from "vitest";
import { type Filter, type ImageRecord, imageId, matchesFilter, parseFilter } from "../src/index.ts";

const record: ImageRecord = {
  id: imageId("milk", "ISIC_1"),
  archive: "milk",
  key: "ISIC_1",
  file: "images/ISIC_1.jpg",
  content_hash: "0".repeat(64),
  perceptual_hash: "0".repeat(16),
  width: 600,
  height: 450,
  byte_size: 1,
  sex: "female",
  age_approx: 55,
  melanocytic: true,
  diagnosis_3: "Melanoma in situ, associated with a nevus",
  extra: { "a.b": "dotted", streaks: 1, constructor: "own" },
};
const fields = { tags: ["keep", "hair"], grade: 3, empty: [] };
const passes = (filter: Filter) => matchesFilter(parseFilter(filter), { record, fields });
const must = (condition: object) => passes({ must: [condition as never] });

describe("what a condition means", () => {
  test.each([
    ["equal text", { key: "sex", match: { value: "female" } }, true],
    ["other text", { key: "sex", match: { value: "male" } }, false],
    ["equal number", { key: "age_approx", match: { value: 55 } }, true],
    ["a number is not its text", { key: "age_approx", match: { value: "55" } }, false],
    ["true is not 1", { key: "melanocytic", match: { value: 1 } }, false],
    ["1 is not true", { key: "extra.streaks", match: { value: true } }, false],
    ["any of", { key: "sex", match: { any: ["male", "female"] } }, true],
    ["any of none", { key: "sex", match: { any: [] } }, false],
    ["none of", { key: "sex", match: { except: ["male"] } }, true],
    ["none of, but it is", { key: "sex", match: { except: ["female"] } }, false],
    ["an absent value satisfies no except", { key: "diagnosis_5", match: { except: ["x"] } }, false],
    ["a list satisfies with one member", { key: "fields.tags", match: { value: "hair" } }, true],
    ["a list with a member outside the exceptions", { key: "fields.tags", match: { except: ["hair"] } }, true],
    ["words in any order and case", { key: "diagnosis_3", match: { text: "NEVUS melanoma" } }, true],
    ["half a word is no word", { key: "diagnosis_3", match: { text: "melano" } }, false],
    ["a number has no words", { key: "age_approx", match: { text: "55" } }, false],
    ["within", { key: "age_approx", range: { gte: 55, lt: 56 } }, true],
    ["open ends", { key: "age_approx", range: { gt: 55 } }, false],
    ["text is in no range", { key: "sex", range: { gte: 0 } }, false],
    ["an absent value is in no range", { key: "mel_thick_mm", range: {} }, false],
    ["an unbounded range asks for a number", { key: "age_approx", range: {} }, true],
    ["absent is empty", { is_empty: { key: "patient_id" } }, true],
    ["an empty list is empty", { is_empty: { key: "fields.empty" } }, true],
    ["present is not empty", { is_empty: { key: "sex" } }, false],
    ["a column with a dot", { key: "extra.a.b", match: { value: "dotted" } }, true],
    ["a column named like a method", { key: "extra.constructor", match: { value: "own" } }, true],
    ["an inherited method is no column", { is_empty: { key: "extra.toString" } }, true],
    ["its id", { has_id: [record.id] }, true],
    ["its id in capitals", { has_id: [record.id.toUpperCase()] }, true],
    ["another id", { has_id: [imageId("milk", "ISIC_2")] }, false],
  ])("%s", (_, condition, expected) => {
    expect(must(condition)).toBe(expected);
  });
});

describe("what clauses mean", () => {
  const yes = { key: "sex", match: { value: "female" } };
  const no = { key: "sex", match: { value: "male" } };
  test.each<[string, Filter, boolean]>([
    ["nothing asked", {}, true],
    ["empty lists ask nothing", { must: [], should: [], must_not: [] }, true],
    ["must wants all", { must: [yes, no] }, false],
    ["should wants one", { should: [yes, no] }, true],
    ["should with none", { should: [no, no] }, false],
    ["must_not wants none", { must_not: [no, yes] }, false],
    ["clauses add up", { must: [yes], should: [yes], must_not: [no] }, true],
    ["one object for a list of one", { must_not: no }, true],
    ["nested", { must: [{ should: [no, { must_not: [no] }] }] }, true],
    ["not (a and b)", { must_not: [{ must: [yes, no] }] }, true],
  ])("%s", (_, filter, expected) => {
    expect(passes(filter)).toBe(expected);
  });
});

describe("a malformed filter is refused with its place", () => {
  const nest = (depth: number): object => (depth === 0 ? {} : { must: [nest(depth - 1)] });
  test.each<[unknown, RegExp]>([
    [{ must: [{ key: "sexx", match: { value: "female" } }] }, /filter\.must\[0\]\.key: unknown field "sexx"/],
    [{ must: [{ key: "extra.", match: { value: 1 } }] }, /unknown field/],
    [{ musst: [] }, /filter: expected must, should or must_not, found "musst"/],
    [{ key: "sex", match: { value: "x" } }, /filter: expected must, should or must_not/],
    [{ must: [{ key: "sex", match: { equals: "x" } }] }, /filter\.must\[0\]\.match: expected one of \{ value \}/],
    [{ must: [{ key: "sex", match: { value: "x" }, extra: 1 }] }, /must\[0\].*extra/],
    [{ should: [{ must: [{ has_id: ["no-uuid"] }] }] }, /filter\.should\[0\]\.must\[0\]\.has_id\.0/],
    [{ must: [3] }, /filter\.must\[0\]: expected an object/],
    ["sex=female", /filter: expected an object/],
    [null, /filter: expected an object/],
    [{ must: [{ key: "age_approx", range: { from: 3 } }] }, /must\[0\]\.range/],
    [nest(40), /nested 32 deep at most/],
  ])("%j", (json, message) => {
    expect(() => parseFilter(json)).toThrow(expect.objectContaining({ code: "invalid_input" }));
    expect(() => parseFilter(json)).toThrow(message);
  });
});
