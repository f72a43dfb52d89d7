import { classifyStored, parseClassPrompts, resultOf, softmax, zeroShotClassifier } from "@lesion-atlas/analysis";
import { imageId } from "@lesion-atlas/core";
import { afterAll, describe, expect, test } from "vitest";
import { filledStore, vectorOf } from "./filled-store.ts";

const ports = await filledStore([
  { key: "a", words: { veil: 1, hair: 0.2 }, record: { sex: "male" } },
  { key: "b", words: { hair: 1 }, record: { sex: "female" } },
  { key: "c", words: { ruler: 1, hair: 0.1 }, record: { sex: "female" } },
]);
afterAll(() => ports.close());
const classes = parseClassPrompts(
  JSON.stringify({ veil: ["veil", "blue veil"], hair: ["hair", "long hair"], ruler: { ruler: "yes", hair: "no" } }),
  "classes.json",
);

describe("class prompts", () => {
  test("lists and answered questions are read; a prompt is asked as it stands", () => {
    expect(classes.at(-1)).toEqual({ name: "ruler", terms: ["ruler"], templates: ["{}"] });
    expect(classes[0].terms).toEqual(["veil", "blue veil"]);
  });

  test.each([
    ["{", /no JSON/],
    ["[1]", /expected \{ "class"/],
    ['{"a":[]}', /"a" has no prompt/],
    ['{"a":{"b":"no"}}', /"a" has no prompt/],
  ])("%s is refused", (text, message) => {
    expect(() => parseClassPrompts(text, "classes.json")).toThrow(message);
  });
});

test("the two poolings are the paper's and open_clip's", async () => {
  const image = vectorOf(ports.encoder, { veil: 1, hair: 0.7, noise: 0.3 });
  const dot = (a: Float32Array, b: ArrayLike<number>) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const byHand = (score: (prompts: Float32Array[]) => number) =>
    softmax(classes.map(({ terms }) => 5 * score(terms.map(ports.encoder.of))));
  const cosines = await zeroShotClassifier(ports.encoder, classes, { pooling: "mean_of_cosines", logitScale: 5 });
  const means = await zeroShotClassifier(ports.encoder, classes, { logitScale: 5 });
  const expectedCosines = byHand((prompts) => prompts.reduce((sum, p) => sum + dot(p, image), 0) / prompts.length);
  const expectedMeans = byHand((prompts) => {
    const mean = prompts[0].map((_, i) => prompts.reduce((sum, p) => sum + p[i], 0));
    return dot(mean, image) / Math.hypot(...mean);
  });
  cosines.probabilities(image).forEach((p, k) => expect(p).toBeCloseTo(expectedCosines[k], 5));
  means.probabilities(image).forEach((p, k) => expect(p).toBeCloseTo(expectedMeans[k], 5));
  expect(expectedMeans[0]).not.toBeCloseTo(expectedCosines[0], 3);
  expect(resultOf(means, { name: "x", vector: image }, 2).top).toHaveLength(2);
});

test("stored images are classified by filter, and the result is a field that can be filtered", async () => {
  const classifier = await zeroShotClassifier(ports.encoder, classes);
  const filter = { must: { key: "sex", match: { value: "female" } } };
  const results = [];
  for await (const one of classifyStored(ports.store, classifier, { filter, field: "shows", top: 1 }))
    results.push(one);
  expect(new Map(results.map(({ image, predicted }) => [image, predicted]))).toEqual(
    new Map([
      [imageId("drawn", "b"), "hair"],
      [imageId("drawn", "c"), "ruler"],
    ]),
  );
  expect(await ports.store.count({ must: { key: "fields.shows", match: { value: "ruler" } } })).toBe(1);
  const range = { key: "fields.shows_probability", range: { gt: 0.3, lte: 1 } };
  expect(await ports.store.count({ must: range })).toBe(2);
  await expect(classifyStored(ports.store, classifier, { field: "a b" }).next()).rejects.toThrow(/no field name/);
});
