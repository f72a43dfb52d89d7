import { createCompute } from "@lesion-atlas/compute";
import { afterAll, expect, test } from "vitest";
import { fewShotCurve, learningCurve, meanInterval } from "../../src/index.ts";
import { drawShare, drawShots } from "../../src/probe/fit/curves/draw-rows.ts";
import { paritySets } from "./parity-sets.ts";

const compute = createCompute();
afterAll(() => compute.close());

const { training } = paritySets()[1];
const { labels, classes, features } = training;
const rows = labels.length;
const groups = Array.from({ length: rows }, (_, row) => `lesion ${Math.floor(row / 4)}`);
const accuracy = (probabilities: Float32Array) => {
  const right = [...labels].filter((label, row) => {
    const own = [...probabilities.subarray(row * classes.length, (row + 1) * classes.length)];
    return own.indexOf(Math.max(...own)) === label;
  });
  return right.length / rows;
};
const options = { compute, solver: "lbfgs", seeds: [0, 1, 2, 3], test: features, score: accuracy } as const;

test("the interval of a mean is Student's: 1, 2, 3, 4 give 2.5 and 3.182 * 1.291 / 2 to either side", () => {
  const { mean, interval } = meanInterval([1, 2, 3, 4]);
  expect(mean).toBe(2.5);
  expect(interval![1] - mean).toBeCloseTo((3.182 * Math.sqrt(5 / 3)) / 2, 9);
  expect(interval![0]).toBeCloseTo(5 - interval![1], 9);
  expect(meanInterval([1]).interval).toBeUndefined();
});

test("more shots score more; each point tells its rows and its interval", async () => {
  const points = await fewShotCurve({ ...training, groups }, [1, 40], options);
  expect(points.map(({ shots, rows: seen }) => [shots, seen])).toEqual([
    [1, 3],
    [40, 120],
  ]);
  expect(points[1].score.mean).toBeGreaterThan(points[0].score.mean);
  expect(points[1].score.interval![1] - points[1].score.interval![0]).toBeLessThan(0.2);
});

test("shots are as many of each class, of different lesions where there are enough, and as the seed says", () => {
  const drawn = drawShots({ ...training, groups }, 10, 5);
  for (let name = 0; name < 3; name += 1) {
    const own = drawn.filter((row) => labels[row] === name);
    expect(own).toHaveLength(10);
    expect(new Set(own.map((row) => groups[row])).size).toBe(10);
  }
  expect(drawShots({ ...training, groups }, 10, 5)).toEqual(drawn);
  expect(drawShots({ ...training, groups }, 10, 6)).not.toEqual(drawn);
  expect(() => drawShots(training, 290, 0)).toThrow(/has \d+ images, and 290 a class/);
});

test("a share takes whole lesions, and the next larger share holds it", async () => {
  const small = drawShare({ ...training, groups }, rows, 0.1, 3);
  const large = new Set(drawShare({ ...training, groups }, rows, 0.5, 3));
  expect(small.length).toBe(32);
  expect(small.every((row) => large.has(row))).toBe(true);
  for (const row of small) expect(small).toContain(Math.floor(row / 4) * 4);
  const points = await learningCurve({ ...training, groups }, [0.1, 1], { ...options, seeds: [1] });
  expect(points.map(({ share, rows: seen }) => [share, seen])).toEqual([
    [0.1, 32],
    [1, 300],
  ]);
  await expect(learningCurve(training, [0], options)).rejects.toThrow(/at most 1, not 0/);
});
