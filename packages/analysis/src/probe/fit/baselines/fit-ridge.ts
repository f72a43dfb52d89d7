import { type Compute, shareMatrix } from "@lesion-atlas/compute";
import type { CallOptions } from "@lesion-atlas/core";
import { momentsOf, scatterOf } from "../moments.ts";
import { type LinearProbe, neverIntercept } from "../probe-model.ts";
import { type ProbeTraining, membershipsOf, rowsOfTraining } from "../probe-training.ts";
import { classCounts } from "./class-counts.ts";

/**
 * Ridge regression to +1 for a row's classes and -1 for the others, in closed form: minimises |Y - X W|^2 + |W|^2 / C with
 * free intercepts (scikit-learn's RidgeClassifier with alpha = 1 / C). Its probabilities are a softmax of the scores and
 * not calibrated.
 */
export async function fitRidge(
  training: ProbeTraining,
  {
    compute,
    C,
    classWeight,
    seed,
    signal,
  }: CallOptions & { compute: Compute; C: number; classWeight: "none" | "balanced"; seed: number },
): Promise<LinearProbe> {
  const { classes, dimensions } = training;
  const rows = rowsOfTraining(training);
  const memberships = membershipsOf(training);
  const multiLabel = training.memberships !== undefined;
  const counts = classCounts(memberships, classes.length);
  const present = counts.filter((count) => count > 0).length;
  const weights = new Float64Array(rows).fill(1);
  if (classWeight === "balanced" && !multiLabel) {
    for (const [at, member] of memberships.entries()) {
      if (member) weights[Math.floor(at / classes.length)] = rows / (present * counts[at % classes.length]);
    }
  }
  const features = shareMatrix({ values: training.features, rows, columns: dimensions });
  const targets = Float64Array.from(memberships, (member) => (member ? 1 : -1));
  const moments = await momentsOf(compute, features, { values: targets, outputs: classes.length }, weights, { signal });
  const { mean, scatter } = scatterOf(moments);
  for (let i = 0; i < dimensions; i += 1) scatter[i * dimensions + i] += 1 / C;
  const factor = await compute.inverseFactor(scatter, dimensions, { lane: "bulk", signal });
  const coefficients = new Float32Array(classes.length * dimensions);
  const intercepts = new Float32Array(classes.length).fill(neverIntercept);
  for (const [name, count] of counts.entries()) {
    if (count === 0) continue;
    const target = moments.targets[name] / moments.weight;
    const right = mean.map((value, i) => moments.products[name * dimensions + i] - moments.weight * target * value);
    const solution = solve(factor, right);
    coefficients.set(solution, name * dimensions);
    intercepts[name] = target - solution.reduce((sum, value, i) => sum + value * mean[i], 0);
  }
  return {
    solver: "ridge",
    classes,
    dimensions,
    absentClasses: classes.filter((_, index) => counts[index] === 0),
    multiLabel,
    link: multiLabel ? "sigmoid" : "softmax",
    coefficients,
    intercepts,
    settings: { seed, C, classWeight },
  };
}

/** (L^-1)^T L^-1 right */
function solve(factor: Float64Array, right: Float64Array): Float64Array {
  const { length } = right;
  const solution = new Float64Array(length);
  for (let row = 0; row < length; row += 1) {
    let sum = 0;
    for (let i = 0; i <= row; i += 1) sum += factor[row * length + i] * right[i];
    for (let i = 0; i <= row; i += 1) solution[i] += factor[row * length + i] * sum;
  }
  return solution;
}
