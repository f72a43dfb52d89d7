import { createCompute } from "@lesion-atlas/compute";
import { afterAll, describe, expect, test } from "vitest";
import { type LinearProbe, fitProbe, predictProbabilities } from "../../src/index.ts";
import { createTorchRandom } from "../../src/probe/fit/paper/torch-random.ts";
import recorded from "./paper.json" with { type: "json" };
import { paperSet } from "./paper-set.ts";
import { pythonWith } from "./scikit-learn-answers.ts";
import { type TorchAnswers, askTorch } from "./torch-answers.ts";

const compute = createCompute();
afterAll(() => compute.close());

const set = paperSet();
const classes = Array.from({ length: set.classes }, (_, index) => `class ${index}`);
const training = { ...set.train, dimensions: set.dimensions, classes };
const python = pythonWith("torch");
const seeds = [0, 1, 2];
const answers: TorchAnswers = python ? askTorch(python, set, { seeds, loader: true }) : recorded;

describe(`PyTorch ${answers.version}, ${python ? "run" : "recorded"}`, () => {
  for (const [at, seed] of seeds.entries()) {
    test(`seed ${seed}: the same epoch, weights and accuracies`, async () => {
      const options = { compute, solver: "adam-knobo", seed, validation: set.validation } as const;
      const probe = (await fitProbe(training, options)) as LinearProbe;
      const torch = answers.fits[at];
      expect(probe.settings.epoch).toBe(torch.epoch);
      expect(probe.settings.validationAccuracy).toBeCloseTo(torch.validation, 9);
      for (const [i, value] of torch.coefficients!.entries()) expect(probe.coefficients[i]).toBeCloseTo(value, 3);
      for (const [i, value] of torch.intercepts!.entries()) expect(probe.intercepts[i]).toBeCloseTo(value, 3);
      const probabilities = await predictProbabilities(probe, set.test.features, { compute });
      const right = [...set.test.labels].filter((label, row) => {
        const own = [...probabilities.subarray(row * set.classes, (row + 1) * set.classes)];
        return own.indexOf(Math.max(...own)) === label;
      });
      expect(right.length / set.test.labels.length).toBeCloseTo(torch.test, 9);
    });
  }

  if (python) {
    test("rows taken directly are those that the DataLoaders give", () => {
      const direct = askTorch(python, set, { seeds: [1], loader: false });
      expect(direct.fits[0]).toMatchObject({ epoch: answers.fits[1].epoch, validation: answers.fits[1].validation });
    });
  }
});

test("PyTorch's numbers after manual_seed(3): uniform_(-0.5, 0.5), and a permutation of ten", () => {
  const random = createTorchRandom(3);
  expect([...random.uniform(3, 0.5)]).toEqual([-0.4957364797592163, -0.39443063735961914, -0.21415752172470093]);
  const again = createTorchRandom(3);
  for (let i = 0; i < 13; i += 1) again.next();
  expect([...createTorchRandom(again.next()).permutation(10)]).toEqual([2, 3, 1, 8, 4, 0, 7, 6, 5, 9]);
});

test("a missing validation part, rows of another length and several labels are refused", async () => {
  const options = { compute, solver: "adam-knobo" } as const;
  const { validation } = set;
  await expect(fitProbe(training, options)).rejects.toThrow(/validation part/);
  const long = { ...training, features: training.features.map((value) => value * 2) };
  await expect(fitProbe(long, { ...options, validation })).rejects.toThrow(/unit length/);
  const several = { ...training, labels: new Int32Array(0), memberships: new Uint8Array(430 * 7) };
  await expect(fitProbe(several, { ...options, validation })).rejects.toThrow(/one label an image/);
});
