import { describe, expect, test } from "vitest";
import { fitStandardizer, groupedFolds, minimizeLbfgs } from "../../src/index.ts";

test("L-BFGS finds the minimum of Rosenbrock's valley", () => {
  const { point, converged } = minimizeLbfgs(
    ([x, y], gradient) => {
      gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
      gradient[1] = 200 * (y - x * x);
      return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
    },
    Float64Array.of(-1.2, 1),
  );
  expect(converged).toBe(true);
  expect(point[0]).toBeCloseTo(1, 5);
  expect(point[1]).toBeCloseTo(1, 5);
});

test("standardised features have mean 0 and deviation 1, constant ones 0", () => {
  const apply = fitStandardizer([Float64Array.of(1, 5), Float64Array.of(3, 5)]);
  expect(apply([Float64Array.of(1, 5), Float64Array.of(5, 6)])).toEqual([
    Float64Array.of(-1, 0),
    Float64Array.of(3, 1),
  ]);
});

describe("grouped folds", () => {
  const labels = Array.from({ length: 200 }, (_, index) => (index % 10 < 2 ? "rare" : "common"));
  const groups = labels.map((_, index) => `lesion ${Math.floor(index / 10)}-${index % 5}`);
  const folds = groupedFolds(labels, groups, { folds: 5 });

  test("no group is in two folds", () => {
    const seen = new Map<string, number>();
    for (const [index, group] of groups.entries()) {
      expect(seen.get(group) ?? folds[index]).toBe(folds[index]);
      seen.set(group, folds[index]);
    }
  });

  test("each fold has its share of each class", () => {
    for (let fold = 0; fold < 5; fold += 1) {
      const inside = labels.filter((_, index) => folds[index] === fold);
      expect(inside.filter((label) => label === "rare").length).toBeGreaterThanOrEqual(6);
      expect(inside.length).toBeGreaterThanOrEqual(34);
      expect(inside.length).toBeLessThanOrEqual(46);
    }
  });

  test("the seed decides, and too few groups are refused", () => {
    expect(groupedFolds(labels, groups, { folds: 5 })).toEqual(folds);
    expect(groupedFolds(labels, groups, { folds: 5, seed: 1 })).not.toEqual(folds);
    expect(() => groupedFolds(["a", "b"], ["x", "x"], { folds: 2 })).toThrow(/1 groups cannot be dealt to 2 folds/);
  });
});
