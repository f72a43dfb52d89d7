import { sigmoid } from "../presence/logistic.ts";
import { softmax } from "../zero-shot/probabilities.ts";
import type { LinearProbe } from "./fit/probe-model.ts";

/** The probabilities of one unit vector under a linear probe, in the order of its classes. */
export function probabilitiesOf(
  { classes, dimensions, coefficients, intercepts, link }: LinearProbe,
  vector: Float32Array,
): number[] {
  const scores = classes.map((_, k) => {
    let sum = intercepts[k];
    const start = k * dimensions;
    for (let i = 0; i < dimensions; i += 1) sum += coefficients[start + i] * vector[i];
    return sum;
  });
  if (link === "softmax") return softmax(scores);
  const each = scores.map(sigmoid);
  if (link === "sigmoid") return each;
  const total = each.reduce((sum, value) => sum + value, 0);
  return each.map((value) => (total > 0 ? value / total : 1 / each.length));
}
