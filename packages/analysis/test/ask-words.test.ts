import { describe, expect, test } from "vitest";
import { askWords, textConcept } from "../src/index.ts";
import { createHashingEncoder } from "./hashing-encoder.ts";

const mean = (vectors: readonly ArrayLike<number>[]) =>
  Array.from(vectors[0], (_, i) => vectors.reduce((sum, vector) => sum + vector[i], 0) / vectors.length);

describe("askWords", () => {
  test("encodes every prompt and reference once, in one batch", async () => {
    const encoder = createHashingEncoder();
    await askWords(encoder, [textConcept("hair"), textConcept("gel bubbles", -0.5)]);
    expect(encoder.batches).toHaveLength(1);
    const [batch] = encoder.batches;
    expect(batch).toHaveLength(4 * 2 + 4);
    expect(batch).toContain("This is skin image of gel bubbles");
    expect(batch).toContain("This is skin image");
    expect(new Set(batch).size).toBe(batch.length);
  });

  test("a concept's synonyms and own template give the mean margin over the reference", async () => {
    const encoder = createHashingEncoder();
    const concept = { name: "streaks", terms: ["streaks", "starburst"], templates: ["a lesion with {}", "{}"] };
    const { vector, offset, calibrated } = await askWords(encoder, [{ concept, weight: 2 }]);
    const { of } = encoder;
    const first = mean([of("a lesion with streaks"), of("a lesion with starburst")]).map(
      (v, i) => v - of("a lesion with")[i],
    );
    const second = mean([of("streaks"), of("starburst")]).map((v, i) => v - of("skin")[i]);
    const expected = mean([first, second]).map((value) => value * 20);
    expect(vector.length).toBe(16);
    for (const [i, value] of expected.entries()) expect(vector[i]).toBeCloseTo(value, 5);
    expect({ offset, calibrated }).toEqual({ offset: 0, calibrated: false });
  });

  test("the model's templates stand in for the defaults", async () => {
    const encoder = createHashingEncoder({ templates: ["photo of {}"] });
    await askWords(encoder, [textConcept(" hair ")]);
    expect(encoder.batches).toEqual([["photo of hair", "photo"]]);
  });

  test("a calibration of the concept is used", async () => {
    const calibration = { m: 0.3, s: 0.5, source: { label: "hair", n: 100, prevalence: 0.3 } };
    const query = await askWords(createHashingEncoder(), [{ ...textConcept("hair"), calibration }]);
    expect(query).toMatchObject({ offset: 0.6, calibrated: true });
  });

  test("an image-only model, an empty text and a text with its negation are refused", async () => {
    const imageOnly = createHashingEncoder({ hasText: false });
    await expect(askWords(imageOnly, [textConcept("hair")])).rejects.toMatchObject({ code: "unsupported" });
    await expect(askWords(createHashingEncoder(), [textConcept("  ")])).rejects.toMatchObject({
      code: "invalid_input",
    });
    await expect(askWords(createHashingEncoder(), [])).rejects.toMatchObject({ code: "invalid_input" });
    await expect(askWords(createHashingEncoder(), [textConcept("hair"), textConcept("hair", -1)])).rejects.toThrow(
      /cancel out/,
    );
  });
});
