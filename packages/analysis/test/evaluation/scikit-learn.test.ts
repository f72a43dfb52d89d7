import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { measuresOf, metricsReport } from "../../src/index.ts";
import recorded from "./scikit-learn.json" with { type: "json" };

type Recorded = typeof recorded;

/** Asked of scikit-learn itself where a Python on the PATH has it, else what it said when it was recorded. */
function scikitLearn(): { from: string; settings: Recorded } {
  const script = fileURLToPath(new URL("record-scikit-learn.py", import.meta.url));
  const { status, stdout } = spawnSync("python3", [script], { encoding: "utf8" });
  return status === 0
    ? { from: "scikit-learn", settings: JSON.parse(stdout) }
    : { from: "recorded figures", settings: recorded };
}

/** x -> 48271 x mod 2^31 - 1, as in the Python. */
function drawn(rows: number, classes: number, seed: number, steps: number) {
  let state = seed;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const probabilities = new Float32Array(rows * classes);
  const truth = new Uint8Array(rows * classes);
  const weights: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    const actual = Math.floor(next() ** 2 * classes);
    const scores = Array.from({ length: classes }, () => Math.floor(next() * steps) + 1);
    scores[actual] += Math.floor(steps / 2);
    weights.push(Math.floor(next() * 4) + 1);
    const sum = scores.reduce((total, score) => total + score, 0);
    scores.forEach((score, k) => (probabilities[row * classes + k] = score / sum));
    truth[row * classes + actual] = 1;
  }
  const names = Array.from({ length: classes }, (_, k) => `class ${k}`);
  return {
    cases: { classes: names, probabilities, truth, multiLabel: false, groups: Uint32Array.from(weights, (_, i) => i) },
    weights,
  };
}

const { from, settings } = scikitLearn();

describe(`measures are scikit-learn's (${from})`, () => {
  for (const { rows, classes, seed, steps, plain, weighted, confusion } of settings) {
    test(`${rows} cases of ${classes} classes`, async () => {
      const { cases, weights } = drawn(rows, classes, seed, steps);
      const measure = measuresOf(cases);
      for (const [expected, given] of [
        [plain, new Float64Array(rows).fill(1)],
        [weighted, weights],
      ] as const) {
        const { overall, classes: perClass } = measure(given);
        for (const name of ["accuracy", "balanced_accuracy", "auroc", "average_precision", "brier"] as const) {
          expect(overall[name], name).toBeCloseTo(expected[name], 6);
        }
        for (const [k, one] of perClass.entries()) {
          expect(one.auroc).toBeCloseTo(expected.class_auroc[k], 6);
          expect(one.average_precision).toBeCloseTo(expected.class_average_precision[k], 6);
          expect(one.precision).toBeCloseTo(expected.class_precision[k], 9);
          one.sensitivityAt.forEach((value, i) => expect(value).toBeCloseTo(expected.class_sensitivity_at[k][i], 9));
        }
      }
      expect((await metricsReport(cases, { resamples: 1 })).confusion).toEqual(confusion);
    });
  }
});
