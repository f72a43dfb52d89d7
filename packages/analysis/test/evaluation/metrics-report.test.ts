import { calibrationError, groupedBootstrap } from "@lesion-atlas/core";
import { describe, expect, test } from "vitest";
import { type ScoredCases, measuresOf, metricsReport } from "../../src/index.ts";

/** Two classes, two cases a group, scores that are right three times of four. */
function twoClasses(count: number): ScoredCases {
  const probabilities = new Float32Array(2 * count);
  const truth = new Uint8Array(2 * count);
  for (let row = 0; row < count; row += 1) {
    const actual = row % 3 === 0 ? 1 : 0;
    const sure = 0.5 + (((row * 37) % 50) + 1) / 102;
    const predicted = row % 4 === 0 ? 1 - actual : actual;
    probabilities[2 * row + predicted] = sure;
    probabilities[2 * row + 1 - predicted] = 1 - sure;
    truth[2 * row + actual] = 1;
  }
  const groups = Uint32Array.from({ length: count }, (_, row) => Math.floor(row / 2));
  return { classes: ["benign", "malignant"], probabilities, truth, multiLabel: false, groups };
}

describe("report of measures", () => {
  test("its intervals are those of the bootstrap over groups", async () => {
    const cases = twoClasses(200);
    const report = await metricsReport(cases, { resamples: 300, seed: 5 });
    const right = Array.from({ length: 200 }, (_, row) => (row % 4 === 0 ? 0 : 1));
    const expected = groupedBootstrap(
      Array.from(cases.groups, String),
      (drawn) => drawn.reduce((sum, index) => sum + right[index], 0) / drawn.length,
      { resamples: 300, seed: 5 },
    );
    expect(report.accuracy.value).toBe(0.75);
    expect(report.accuracy.low).toBeCloseTo(expected.low, 12);
    expect(report.accuracy.high).toBeCloseTo(expected.high, 12);
    expect(report).toMatchObject({ n: 200, groups: 100, resamples: 300 });
  });

  test("its calibration error is that of the chosen class's probability", async () => {
    const cases = twoClasses(150);
    const { ece, reliability } = await metricsReport(cases, { resamples: 1 });
    const sure = Array.from({ length: 150 }, (_, row) =>
      Math.max(cases.probabilities[2 * row], cases.probabilities[2 * row + 1]),
    );
    const right = sure.map((_, row) => row % 4 !== 0);
    expect(ece.value).toBeCloseTo(calibrationError(sure, right), 9);
    expect(reliability.reduce((sum, { n }) => sum + n, 0)).toBe(150);
  });

  test("a class that is in few groups has no interval, and one that is absent no value", async () => {
    const cases = twoClasses(60);
    cases.truth.fill(0);
    for (let row = 0; row < 60; row += 1) cases.truth[2 * row] = 1;
    [cases.truth[2], cases.truth[3]] = [0, 1];
    const { classes, auroc, balanced_accuracy } = await metricsReport(cases, { resamples: 200 });
    expect(auroc.value).not.toBeNull();
    expect(classes[1].n).toBe(1);
    expect(balanced_accuracy.low === null || balanced_accuracy.low <= balanced_accuracy.value!).toBe(true);
    const none = await metricsReport({ ...cases, truth: cases.truth.map((_, at) => (at % 2 === 0 ? 1 : 0)) });
    expect(none.auroc).toEqual({ value: null, low: null, high: null });
    expect(none.classes[1].sensitivity.value).toBeNull();
    expect(none.balanced_accuracy.value).toBe(none.classes[0].sensitivity.value);
  });

  test("with several labels each is judged by itself", () => {
    const cases: ScoredCases = {
      classes: ["globules", "streaks"],
      probabilities: Float32Array.of(0.9, 0.2, 0.4, 0.8, 0.7, 0.6, 0.1, 0.3),
      truth: Uint8Array.of(1, 0, 0, 1, 1, 0, 1, 0),
      multiLabel: true,
      groups: [0, 1, 2, 3],
    };
    const { overall, classes } = measuresOf(cases)([1, 1, 1, 1]);
    expect(overall.accuracy).toBe(0.5);
    expect(classes[0]).toMatchObject({ sensitivity: 2 / 3, specificity: 1, precision: 1 });
    expect(classes[1]).toMatchObject({ sensitivity: 1, specificity: 2 / 3, auroc: 1 });
    expect(overall.balanced_accuracy).toBeCloseTo((5 / 6 + 5 / 6) / 2, 12);
  });

  test("the event loop turns while many resamples are drawn", async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await metricsReport(twoClasses(20_000), { resamples: 60 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  test("a signal ends it", async () => {
    const report = metricsReport(twoClasses(20_000), { signal: AbortSignal.timeout(20) });
    await expect(report).rejects.toMatchObject({ code: "cancelled" });
  });
});
