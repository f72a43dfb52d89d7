import type { Point } from "@lesion-atlas/core";
import { pointOf } from "../points/point-of.ts";
import { randomNumbers, randomUnit } from "../points/random-unit.ts";

/** The model that the vectors are said to be of. */
export const model = {
  id: "random",
  fingerprint: "c1".padEnd(64, "0"),
  dimensions: 256,
  logitScale: 100,
  templates: [],
  hasText: true,
};

/** The n-th image, the same at every call, with a random direction. */
export function point(n: number): Point {
  const random = randomNumbers(Math.imul(n + 1, 0x9e3779b1));
  for (let skipped = 0; skipped < 8; skipped++) random();
  return pointOf(n, model, randomUnit(random, model.dimensions));
}

/** Images `first` to `first + count - 1`, in lists of 500. */
export function* batches(first: number, count: number): Generator<Point[]> {
  for (let start = first; start < first + count; start += 500) {
    yield Array.from({ length: Math.min(500, first + count - start) }, (_, n) => point(start + n));
  }
}
