import { AppError, type CallOptions } from "@lesion-atlas/core";
import { type LinearProbe, neverIntercept } from "../probe-model.ts";
import { type ProbeTraining, eachRows, membershipsOf, rowsOfTraining } from "../probe-training.ts";
import { classCounts } from "./class-counts.ts";

/**
 * The class whose mean is nearest. As a linear probe: with the means m and the mean squared distance a dimension s^2 of
 * rows to their class's mean, a class's score is (x.m - |m|^2 / 2) / s^2, so that the softmax is that of equal round
 * Gaussians with equal priors.
 *
 * @throws AppError `unsupported` for several labels an image
 */
export async function fitNearestMean(
  training: ProbeTraining,
  { seed, signal }: CallOptions & { seed: number },
): Promise<LinearProbe> {
  const { classes, dimensions, features } = training;
  if (training.memberships) {
    throw new AppError("unsupported", "the nearest mean needs one label an image; fit lbfgs, ridge or knn");
  }
  const rows = rowsOfTraining(training);
  const counts = classCounts(membershipsOf(training), classes.length);
  const means = new Float64Array(classes.length * dimensions);
  const { labels } = training;
  const addRows = (first: number, end: number) => {
    for (let row = first; row < end; row += 1) {
      const label = labels[row];
      for (let i = 0; i < dimensions; i += 1) {
        means[label * dimensions + i] += features[row * dimensions + i] / counts[label];
      }
    }
  };
  await eachRows(training, addRows, { signal });
  let squares = 0;
  const addSquares = (first: number, end: number) => {
    for (let row = first; row < end; row += 1) {
      const mean = labels[row] * dimensions;
      for (let i = 0; i < dimensions; i += 1) squares += (features[row * dimensions + i] - means[mean + i]) ** 2;
    }
  };
  await eachRows(training, addSquares, { signal });
  const variance = Math.max(squares / (rows * dimensions), 1e-12);
  const intercepts = Float32Array.from(classes, (_, name) => {
    if (counts[name] === 0) return neverIntercept;
    let square = 0;
    for (let i = 0; i < dimensions; i += 1) square += means[name * dimensions + i] ** 2;
    return -square / 2 / variance;
  });
  return {
    solver: "nearest-mean",
    classes,
    dimensions,
    absentClasses: classes.filter((_, index) => counts[index] === 0),
    multiLabel: false,
    link: "softmax",
    coefficients: Float32Array.from(means, (value) => value / variance),
    intercepts,
    settings: { seed },
  };
}
