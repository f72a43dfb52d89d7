import { describe, expect, test } from "vitest";
import {
  type LogisticRegressionOptions,
  classProbabilities,
  fitLogisticRegression,
  fitStandardizer,
  groupedFolds,
  minimizeLbfgs,
} from "../../src/index.ts";
import recorded from "./scikit-learn.json" with { type: "json" };

/** The same numbers as in the Python that recorded scikit-learn's coefficients: x -> 48271 x mod 2^31 - 1, less a half. */
function lehmer(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  });
}

const values = lehmer(300, 7).map((value) => value * 4);
const rows = Array.from({ length: 60 }, (_, row) => Float64Array.from(values.slice(row * 5, row * 5 + 5)));
const noise = lehmer(60, 11).map((value) => value * 3);
const truth = rows.map((row, index) => row[0] - 2 * row[1] + 0.5 * row[2] + row[4] + noise[index]);
const two = truth.map((value) => (value > 0.4 ? "b" : "a"));
const three = truth.map((value) => (value > 1.5 ? "c" : value > -1 ? "b" : "a"));

describe("logistic regression is scikit-learn's optimum", () => {
  const cases = [
    ["two-none", two, "none"],
    ["two-balanced", two, "balanced"],
    ["three-none", three, "none"],
    ["three-balanced", three, "balanced"],
  ] as const;
  for (const [name, labels, classWeight] of cases) {
    test(name, () => {
      const options: LogisticRegressionOptions = { C: 0.7, classWeight, gradientTolerance: 1e-9 };
      const model = fitLogisticRegression(rows, labels, options);
      const expected = recorded[name];
      expect(model.converged).toBe(true);
      for (const [output, weights] of expected.weights.entries()) {
        for (const [i, weight] of weights.entries()) expect(model.weights[output][i]).toBeCloseTo(weight, 6);
        expect(model.intercepts[output]).toBeCloseTo(expected.intercepts[output], 6);
      }
      for (const [row, probabilities] of classProbabilities(model, rows.slice(0, 2)).entries()) {
        for (const [i, probability] of probabilities.entries()) {
          expect(probability).toBeCloseTo(expected.first[row][i], 6);
        }
      }
    });
  }
});

test("a single class and lists that do not fit are refused", () => {
  expect(() => fitLogisticRegression(rows.slice(0, 2), ["a", "a"])).toThrow(/two classes/);
  expect(() => fitLogisticRegression(rows, ["a"])).toThrow(/60 rows of features but 1 labels/);
});

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
