import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasShared, needsShared, sharedFolder } from "../../../test/support/shared.ts";
import { classEmbedding, softmax, zeroShotClassifier, zeroShotProbabilities } from "../src/index.ts";
import { createHashingEncoder, unit } from "./hashing-encoder.ts";

describe("zero-shot", () => {
  test("probabilities by hand: softmax(10 * cos)", () => {
    const image = Float32Array.of(0.6, 0.8);
    const probabilities = zeroShotProbabilities(image, [Float64Array.of(1, 0), Float64Array.of(0, 1)], 10);
    expect(probabilities[0]).toBeCloseTo(1 / (1 + Math.exp(2)), 6);
    expect(probabilities[1]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
  });

  test("softmax sums to 1, keeps the order and does not overflow", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 1 }), (logits) => {
        const probabilities = softmax(logits);
        expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        const best = logits.indexOf(Math.max(...logits));
        expect(probabilities[best]).toBe(Math.max(...probabilities));
      }),
    );
  });

  test("a class vector is the normalised mean of its unit prompts", () => {
    expect([...classEmbedding([Float32Array.of(1, 0), Float32Array.of(0, 1)])]).toEqual([
      expect.closeTo(Math.SQRT1_2, 12),
      expect.closeTo(Math.SQRT1_2, 12),
    ]);
    expect(() => classEmbedding([Float32Array.of(1, 0), Float32Array.of(-1, 0)])).toThrow(/cancel out/);
  });

  test("every class in every template, in one batch; the model's logit scale unless another is given", async () => {
    const encoder = createHashingEncoder();
    const templates = ["a {}", "one {}"];
    const classes = ["mole", "wart"].map((name) => ({ name, terms: [name], templates }));
    const own = await zeroShotClassifier(encoder, classes);
    const sharper = await zeroShotClassifier(encoder, classes, { logitScale: 100 });
    expect(encoder.batches[0]).toEqual(["a mole", "one mole", "a wart", "one wart"]);
    expect([own.logitScale, sharper.logitScale]).toEqual([20, 100]);
    const image = encoder.of("a mole");
    expect(own.probabilities(image)[0]).toBeGreaterThan(0.5);
    expect(sharper.probabilities(image)[0]).toBeGreaterThan(own.probabilities(image)[0]);
  });

  test("one class, a class twice, no term, a scale of 0 and an image-only model are refused", async () => {
    const classes = (...names: string[]) => names.map((name) => ({ name, terms: [name] }));
    const encoder = createHashingEncoder();
    await expect(zeroShotClassifier(encoder, classes("mole"))).rejects.toThrow(/at least two/);
    await expect(zeroShotClassifier(encoder, classes("mole", "mole"))).rejects.toThrow(/twice/);
    await expect(zeroShotClassifier(encoder, classes("mole", " "))).rejects.toThrow(/empty term/);
    await expect(zeroShotClassifier(encoder, classes("a", "b"), { logitScale: 0 })).rejects.toThrow(/logit scale/);
    const imageOnly = createHashingEncoder({ hasText: false });
    await expect(zeroShotClassifier(imageOnly, classes("a", "b"))).rejects.toMatchObject({ code: "unsupported" });
  });

  test.skipIf(!hasShared)(`the numbers of open_clip over its own embeddings${needsShared}`, () => {
    const file = join(sharedFolder, "reference", "tiny-openclip", "expected.json");
    const expected = JSON.parse(readFileSync(file, "utf8"));
    const classes = expected.text_embeddings.map((values: number[]) => classEmbedding([unit(values)]));
    for (const [i, values] of expected.image_embeddings.entries()) {
      const probabilities = zeroShotProbabilities(unit(values), classes, 100);
      for (const [k, value] of probabilities.entries()) {
        expect(value).toBeCloseTo(expected.softmax_100_cosine[i][k], 4);
      }
    }
  });
});
