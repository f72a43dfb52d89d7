import type { NeighbourProbe } from "../probe-model.ts";
import { type ProbeTraining, membershipsOf, rowsOfTraining } from "../probe-training.ts";
import { classCounts } from "./class-counts.ts";

/** Keeps the training rows, each divided by its length; `predictProbabilities` lets the most similar ones vote. */
export function fitNeighbours(
  training: ProbeTraining,
  { neighbours, seed }: { neighbours: number; seed: number },
): NeighbourProbe {
  const { classes, dimensions } = training;
  const memberships = membershipsOf(training);
  const counts = classCounts(memberships, classes.length);
  return {
    solver: "knn",
    classes,
    dimensions,
    absentClasses: classes.filter((_, index) => counts[index] === 0),
    multiLabel: training.memberships !== undefined,
    neighbours: Math.min(neighbours, rowsOfTraining(training)),
    vectors: unitRows(training.features, dimensions),
    memberships,
    settings: { seed },
  };
}

/** Rows divided by their lengths, in shared memory; rows of length 0 stay. */
export function unitRows(features: Float32Array, dimensions: number): Float32Array {
  const unit = new Float32Array(new SharedArrayBuffer(features.length * 4));
  for (let start = 0; start < features.length; start += dimensions) {
    let square = 0;
    for (let i = start; i < start + dimensions; i += 1) square += features[i] ** 2;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let i = start; i < start + dimensions; i += 1) unit[i] = features[i] * scale;
  }
  return unit;
}
