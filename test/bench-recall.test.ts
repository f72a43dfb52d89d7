import { type ImageRecord, type SearchHit, matchesFilter } from "@lesion-atlas/core";
import { describe, expect, test } from "vitest";
import { randomNumbers, randomUnit } from "../bench/points/random-unit.ts";
import { clinicalColumns, filterOf, filters } from "../bench/qdrant-recall/filters.ts";
import { recallOf } from "../bench/qdrant-recall/recall.ts";
import { threefold } from "../bench/qdrant-scale/threefold.ts";

const hit = (id: string, dot: number) => ({ id, dot }) as SearchHit;

describe("recall", () => {
  const exact = [{ ids: ["a", "b"], last: 0.8 }];
  const queries = [Float32Array.of(1, 0)];

  test("is the share of the exact answer that was found", () => {
    expect(recallOf([[hit("a", 0.9), hit("c", 0.7)]], exact, queries)).toBe(0.5);
    expect(recallOf([[]], exact, queries)).toBe(0);
  });

  test("counts an image that is as near as the last exact one, and no more images than were wanted", () => {
    expect(recallOf([[hit("a", 0.9), hit("d", 0.8)]], exact, queries)).toBe(1);
    expect(recallOf([[hit("a", 0.9), hit("b", 0.8), hit("d", 0.8)]], exact, queries)).toBe(1);
  });
});

test("each filter of the bench lets through its share, and a cluster's images are alike", () => {
  const random = randomNumbers(5);
  const vectors = Array.from({ length: 400 }, () => randomUnit(random, 8));
  const columns = clinicalColumns(vectors);
  const spread = filters.map((filter) => {
    const inside = vectors.filter((_, n) =>
      matchesFilter(filterOf(filter), { record: columns[n] as ImageRecord, fields: {} }),
    );
    expect(inside).toHaveLength(Math.round(filter.share * 400));
    const mean = vectors[0].map((_, i) => inside.reduce((sum, vector) => sum + vector[i], 0) / inside.length);
    return { by: filter.by, length: Math.hypot(...mean) };
  });
  expect(spread[4].length).toBeGreaterThan(spread[1].length * 1.5);
});

test("a vector made threefold keeps every inner product", () => {
  const random = randomNumbers(9);
  const [left, right] = [randomUnit(random, 32), randomUnit(random, 32)];
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  expect(threefold(left)).toHaveLength(96);
  expect(dot(threefold(left), threefold(right))).toBeCloseTo(dot(left, right), 6);
});
