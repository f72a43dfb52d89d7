import { createRandom } from "@lesion-atlas/phantom";
import { expect, test } from "vitest";
import { compareSpaces } from "../../src/index.ts";

const { normal } = createRandom(1, "spaces");
const unit = (values: number[]) => {
  const norm = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / norm);
};
const drawn = (count: number, size = 16) =>
  Array.from({ length: count }, () => unit(Array.from({ length: size }, () => normal())));
const vectors = drawn(200);

test("a model agrees with itself", () => {
  const same = compareSpaces(vectors, vectors, { left: vectors.slice(0, 5), right: vectors.slice(0, 5) });
  expect(same).toMatchObject({ images: 200, recall_at_10: 1, zero_shot_agreement: 1 });
  expect(same.cosine_mean).toBeCloseTo(1, 6);
  expect(same.cosine_p1).toBeCloseTo(1, 6);
});

test("a model turned round in its space has the same neighbours and other vectors", () => {
  const turned = vectors.map((vector) => Float32Array.from(vector, (_, index) => vector[(index + 1) % vector.length]));
  const found = compareSpaces(vectors, turned);
  expect(found.recall_at_10).toBeGreaterThan(0.99);
  expect(found.cosine_mean).toBeLessThan(0.2);
  expect(found.zero_shot_agreement).toBeUndefined();
});

test("a little noise costs a little, another model nearly everything", () => {
  const noisy = vectors.map((vector) => unit(Array.from(vector, (value) => value + 0.01 * normal())));
  const near = compareSpaces(vectors, noisy);
  expect(near.recall_at_10).toBeGreaterThan(0.85);
  expect(near.recall_at_10).toBeLessThan(1);
  expect(near.cosine_p1!).toBeLessThan(near.cosine_mean!);
  const other = compareSpaces(vectors, drawn(200, 24));
  expect(other.recall_at_10).toBeLessThan(0.15);
  expect(other.cosine_mean).toBeUndefined();
});

test("too few images are refused", () => {
  expect(() => compareSpaces(vectors.slice(0, 10), vectors.slice(0, 10))).toThrow("at least 11");
});
