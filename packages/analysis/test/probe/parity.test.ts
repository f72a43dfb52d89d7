import { createCompute } from "@lesion-atlas/compute";
import { afterAll, describe, expect, test } from "vitest";
import { type LinearProbe, fitProbe, predictProbabilities } from "../../src/index.ts";
import recorded from "./parity.json" with { type: "json" };
import { type ParitySet, paritySets } from "./parity-sets.ts";
import { type Answer, type Answers, askScikitLearn, pythonWith } from "./scikit-learn-answers.ts";

const compute = createCompute();
afterAll(() => compute.close());

const sets = paritySets();
const python = pythonWith("sklearn");
const answers: Answers = python ? askScikitLearn(python, sets) : recorded;

describe(`scikit-learn ${answers.version}, ${python ? "run" : "recorded"}`, () => {
  for (const set of sets) {
    test(set.name, async () => {
      const { training, C, classWeight, multiClass } = set;
      const options = { compute, solver: "lbfgs", C, classWeight, multiClass } as const;
      const model = (await fitProbe(training, options)) as LinearProbe;
      const answer = answers.sets[set.name];
      expect(model.settings.converged).toBe(true);
      expect(Math.abs(model.settings.objective! / answer.objective - 1)).toBeLessThan(1e-6);
      const largest = Math.max(...answer.coefficients.flat().map(Math.abs));
      for (const [output, name] of answer.classes.entries()) {
        const own = model.coefficients.subarray(name * model.dimensions, (name + 1) * model.dimensions);
        for (const [i, value] of answer.coefficients[output].entries()) {
          expect(Math.abs(own[i] - value)).toBeLessThan(1e-4 * largest);
        }
      }
      const ours = await predictProbabilities(model, set.unseen, { compute });
      const theirs = probabilitiesOf(answer, set, model);
      const { length } = training.classes;
      for (let row = 0; row < set.unseen.length / training.dimensions; row += 1) {
        const expected = theirs.slice(row * length, (row + 1) * length);
        const actual = [...ours.subarray(row * length, (row + 1) * length)];
        for (const [name, value] of expected.entries()) expect(Math.abs(actual[name] - value)).toBeLessThan(1e-4);
        const [best, second] = expected.toSorted((a, b) => b - a);
        if (best - second < 1e-5) continue;
        expect(actual.indexOf(Math.max(...actual))).toBe(expected.indexOf(best));
      }
    });
  }
});

/** scikit-learn's probabilities from its coefficients, in float64. */
function probabilitiesOf(answer: Answer, { unseen, training }: ParitySet, { link }: LinearProbe): number[] {
  const { dimensions, classes } = training;
  const all: number[] = [];
  for (let row = 0; row < unseen.length / dimensions; row += 1) {
    const scores = classes.map(() => Number.NEGATIVE_INFINITY);
    if (answer.classes.length === 1) scores[1 - answer.classes[0]] = 0;
    for (const [output, name] of answer.classes.entries()) {
      scores[name] = answer.intercepts[output];
      for (const [i, value] of answer.coefficients[output].entries())
        scores[name] += value * unseen[row * dimensions + i];
    }
    const odds = scores.map((score) =>
      link === "softmax" ? Math.exp(score - Math.max(...scores)) : 1 / (1 + Math.exp(-score)),
    );
    const sum = link === "sigmoid" ? 1 : odds.reduce((total, value) => total + value, 0);
    all.push(...odds.map((value) => value / sum));
  }
  return all;
}
