import { createCompute } from "@lesion-atlas/compute";
import { afterAll, describe, expect, test } from "vitest";
import {
  type FitProbeOptions,
  type LinearProbe,
  type ProbeTraining,
  fitProbe,
  predictProbabilities,
  probeNames,
  probeToOnnx,
} from "../../src/index.ts";
import { paritySets } from "./parity-sets.ts";

const compute = createCompute();
afterAll(() => compute.close());

const sets = paritySets();
const three = sets[1];
const missing = sets.find(({ name }) => name === "a class without a row")!;
const several = sets.find(({ name }) => name === "several labels an image")!;

async function accuracy(training: ProbeTraining, options: Omit<FitProbeOptions, "compute">): Promise<number> {
  const model = await fitProbe(training, { compute, ...options });
  const probabilities = await predictProbabilities(model, training.features, { compute });
  const { length } = training.classes;
  let right = 0;
  for (const [row, label] of training.labels.entries()) {
    const own = [...probabilities.subarray(row * length, (row + 1) * length)];
    expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    if (own.indexOf(Math.max(...own)) === label) right += 1;
  }
  return right / training.labels.length;
}

describe("baselines", () => {
  for (const solver of ["ridge", "knn", "nearest-mean"] as const) {
    test(`${solver} learns, and says 0 of a class that it never saw`, async () => {
      expect(await accuracy(three.training, { solver })).toBeGreaterThan(0.8);
      const model = await fitProbe(missing.training, { compute, solver });
      expect(model.absentClasses).toEqual(["class 2"]);
      const probabilities = await predictProbabilities(model, missing.unseen, { compute });
      expect(probabilities.some((value) => value > 0.5)).toBe(true);
      for (let row = 0; row < 300; row += 1) expect(probabilities[row * 5 + 2]).toBe(0);
    });
  }

  test("ridge is its closed form: the gradient of its objective is zero", async () => {
    const { features, dimensions, labels } = three.training;
    const C = 0.3;
    const model = (await fitProbe(three.training, { compute, solver: "ridge", C })) as LinearProbe;
    const gradient = new Float64Array(dimensions + 1);
    const weights = model.coefficients.subarray(dimensions, 2 * dimensions);
    for (const [row, label] of labels.entries()) {
      const values = [...features.subarray(row * dimensions, (row + 1) * dimensions), 1];
      const error = values.reduce((sum, value, i) => sum + value * (weights[i] ?? model.intercepts[1]), 0);
      for (const [i, value] of values.entries()) gradient[i] += value * (error - (label === 1 ? 1 : -1));
    }
    for (let i = 0; i < dimensions; i += 1) gradient[i] += weights[i] / C;
    for (const component of gradient) expect(Math.abs(component)).toBeLessThan(1e-3);
  });

  test("knn gives the share of the nearest by angle", async () => {
    const model = await fitProbe(
      {
        features: Float32Array.of(1, 0, 5, 0.1, 0, 1, -3, 3),
        dimensions: 2,
        classes: ["a", "b"],
        labels: Int32Array.of(0, 0, 1, 1),
      },
      { compute, solver: "knn", neighbours: 3 },
    );
    const probabilities = await predictProbabilities(model, Float32Array.of(9, 1, -1, 9), { compute });
    expect([...probabilities].map((value) => Math.round(value * 3))).toEqual([2, 1, 1, 2]);
  });
});

describe("what is refused", () => {
  const training: ProbeTraining = {
    features: Float32Array.of(1, 2, 3, 4),
    dimensions: 2,
    classes: ["a", "b"],
    labels: Int32Array.of(0, 1),
  };
  const fit = (changed: Partial<ProbeTraining>, options: Partial<FitProbeOptions> = {}) =>
    fitProbe({ ...training, ...changed }, { compute, solver: "lbfgs", ...options });

  test("data that do not fit, and one class alone", async () => {
    await expect(fit({ dimensions: 3 })).rejects.toThrow(/no rows of 3 dimensions/);
    await expect(fit({ labels: Int32Array.of(0) })).rejects.toThrow(/2 rows of features but labels of 1/);
    await expect(fit({ labels: Int32Array.of(0, 2) })).rejects.toThrow(/label 2/);
    await expect(fit({ labels: Int32Array.of(1, 1) })).rejects.toThrow(/two classes/);
    await expect(fit({ groups: ["x"] })).rejects.toThrow(/1 groups/);
    await expect(fit({ features: Float32Array.of(1, Number.NaN, 3, 4) })).rejects.toThrow(/finite/);
    await expect(fit({ memberships: Uint8Array.of(1, 0, 1, 1) })).rejects.toThrow(/every image has "a"/);
  });

  test("a cancelled fit ends with `cancelled`", async () => {
    const controller = new AbortController();
    const fitting = fitProbe(sets[3].training, { compute, solver: "lbfgs", signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(fitting).rejects.toMatchObject({ code: "cancelled" });
  });
});

test("C is chosen by folds that keep groups together: labels by chance are learnt from copies, and not from groups of them", async () => {
  const { features, dimensions, classes } = sets[9].training;
  const rows = features.length / dimensions;
  const copies = 4;
  const copied = new Float32Array(features.length * copies);
  for (let copy = 0; copy < copies; copy += 1) copied.set(features, copy * features.length);
  const training: ProbeTraining = {
    features: copied,
    dimensions,
    classes,
    labels: Int32Array.from({ length: rows * copies }, (_, row) => (row % rows) % 3),
  };
  const groups = Array.from({ length: rows * copies }, (_, row) => `lesion ${row % rows}`);
  const options = { compute, solver: "lbfgs", C: [1e-4, 1e-3, 1e-2, 100] } as const;
  const leaking = await fitProbe(training, options);
  const grouped = await fitProbe({ ...training, groups }, options);
  expect(leaking.settings.C).toBe(100);
  expect(grouped.settings.C).toBeLessThan(1);
  expect(grouped.settings.triedC?.map(({ C }) => C)).toEqual([1e-4, 1e-3, 1e-2, 100]);
});

test("an exported probe runs as ONNX and gives the probabilities of each label by itself", async () => {
  const options = { compute, solver: "lbfgs" } as const;
  const probe = (await fitProbe(several.training, options)) as LinearProbe;
  const session = compute.openModel(probeToOnnx(probe));
  const { inputs, outputs } = await session.load({ lane: "bulk" });
  expect(inputs[0].shape).toEqual(["batch", 8]);
  expect(outputs[0].shape).toEqual(["batch", 4]);
  const values = several.unseen.slice(0, 16);
  const found = await session.run(
    { [probeNames.features]: { type: "float32", values, shape: [2, 8] } },
    { lane: "bulk" },
  );
  await session.close();
  const byHand = Array.from({ length: 8 }, (_, at) => {
    const [row, name] = [Math.floor(at / 4), at % 4];
    let score = probe.intercepts[name];
    for (let i = 0; i < 8; i += 1) score += probe.coefficients[name * 8 + i] * values[row * 8 + i];
    return 1 / (1 + Math.exp(-score));
  });
  for (const [at, value] of byHand.entries()) expect(found.probabilities.values[at]).toBeCloseTo(value, 5);
});
