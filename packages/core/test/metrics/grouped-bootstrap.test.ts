import { expect, test } from "vitest";
import { groupedBootstrap } from "../../src/index.ts";

const values = Array.from({ length: 200 }, (_, index) => Math.sin(index * 12.9898) * 10);
const mean = (cases: readonly number[]) => cases.reduce((sum, index) => sum + values[index], 0) / cases.length;

test("the interval of a mean has the width that theory gives", () => {
  const groups = values.map((_, index) => String(index));
  const average = mean(values.map((_, index) => index));
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length);
  const { low, high } = groupedBootstrap(groups, mean, { resamples: 4000, seed: 7 });
  expect(low).toBeLessThan(average);
  expect(high).toBeGreaterThan(average);
  expect((high - low) / ((2 * 1.96 * deviation) / Math.sqrt(values.length))).toBeCloseTo(1, 1);
});

test("images of one lesion do not count as independent: copies leave the interval as wide as it was", () => {
  const single = groupedBootstrap(
    values.map((_, index) => String(index)),
    mean,
    { resamples: 2000 },
  );
  const tripled = groupedBootstrap(
    [...values, ...values, ...values].map((_, index) => String(index % values.length)),
    (cases) => mean(cases.map((index) => index % values.length)),
    { resamples: 2000 },
  );
  expect(tripled.high - tripled.low).toBeCloseTo(single.high - single.low, 6);
});

test("the same seed gives the same interval, another seed another", () => {
  const groups = values.map((_, index) => String(index % 50));
  expect(groupedBootstrap(groups, mean, { seed: 3 })).toEqual(groupedBootstrap(groups, mean, { seed: 3 }));
  expect(groupedBootstrap(groups, mean, { seed: 3 })).not.toEqual(groupedBootstrap(groups, mean, { seed: 4 }));
});

test("resamples without a value are left out", () => {
  const interval = groupedBootstrap(["a", "b"], (cases) => (new Set(cases).size < 2 ? Number.NaN : 1));
  expect(interval).toEqual({ low: 1, high: 1 });
  expect(groupedBootstrap(["a"], () => Number.NaN)).toEqual({ low: Number.NaN, high: Number.NaN });
  expect(() => groupedBootstrap([], () => 1)).toThrow(/at least one case/);
});

test("a group may be as large as an archive", () => {
  const groups = Array.from({ length: 200_000 }, () => "unknown");
  expect(groupedBootstrap(groups, (cases) => cases.length, { resamples: 2 })).toEqual({ low: 200_000, high: 200_000 });
});
