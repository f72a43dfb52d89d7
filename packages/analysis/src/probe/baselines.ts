import { type LinearProbe } from "./linear-probe.ts";
import { type TrainingRows } from "./fit-linear.ts";

/** Says the training part's most common class of every image, each class as probable as it was common there. */
export function majorityProbe({ classes, rows, truth, multiLabel }: TrainingRows): LinearProbe {
  const dimensions = rows[0].length;
  const intercepts = Float32Array.from(classes, (_, k) => {
    const share = (countOf(truth, classes.length, k) + 0.5) / (rows.length + 1);
    return multiLabel ? Math.log(share / (1 - share)) : Math.log(share);
  });
  const coefficients = new Float32Array(classes.length * dimensions);
  return { classes, dimensions, coefficients, intercepts, link: multiLabel ? "sigmoid" : "softmax" };
}

/**
 * Nearest class mean: the class whose mean training vector is nearest, as softmax of -|x - m|^2 / 2s with s the mean
 * squared distance of the training vectors from their class mean; |x|^2 is the same for all classes, so it is linear.
 * With several labels each label against its absence.
 */
export function nearestMeanProbe({ classes, rows, truth, multiLabel }: TrainingRows): LinearProbe {
  const [dimensions, count] = [rows[0].length, classes.length];
  const meanOf = (isIn: (row: number) => boolean) => {
    const mean = new Float64Array(dimensions);
    let n = 0;
    for (const [row, vector] of rows.entries()) {
      if (!isIn(row)) continue;
      n += 1;
      for (let i = 0; i < dimensions; i += 1) mean[i] += vector[i];
    }
    return mean.map((value) => (n > 0 ? value / n : 0));
  };
  const coefficients = new Float32Array(count * dimensions);
  const intercepts = new Float32Array(count);
  const means = classes.map((_, k) => meanOf((row) => truth[row * count + k] === 1));
  const away = classes.map((_, k) => (multiLabel ? meanOf((row) => truth[row * count + k] === 0) : undefined));
  let [spread, n] = [0, 0];
  for (const [row, vector] of rows.entries()) {
    for (let k = 0; k < count; k += 1) {
      if (!truth[row * count + k]) continue;
      n += 1;
      for (let i = 0; i < dimensions; i += 1) spread += (vector[i] - means[k][i]) ** 2;
    }
  }
  const scale = Math.max(spread / Math.max(n, 1), 1e-6);
  for (let k = 0; k < count; k += 1) {
    for (let i = 0; i < dimensions; i += 1) {
      const other = away[k]?.[i] ?? 0;
      coefficients[k * dimensions + i] = (means[k][i] - other) / scale;
      intercepts[k] -= (means[k][i] ** 2 - other ** 2) / (2 * scale);
    }
  }
  return { classes, dimensions, coefficients, intercepts, link: multiLabel ? "sigmoid" : "softmax" };
}

function countOf(truth: Uint8Array, classes: number, k: number): number {
  let count = 0;
  for (let at = k; at < truth.length; at += classes) count += truth[at];
  return count;
}
