import type { CallOptions } from "@lesion-atlas/core";
import type { NeighbourProbe } from "../probe-model.ts";
import { type ProbeTraining, eachRows, membershipsOf, rowsOfTraining } from "../probe-training.ts";
import { classCounts } from "./class-counts.ts";

/** Keeps the training rows, each divided by its length; `predictProbabilities` lets the most similar ones vote. */
export async function fitNeighbours(
  training: ProbeTraining,
  { neighbours, seed, signal }: CallOptions & { neighbours: number; seed: number },
): Promise<NeighbourProbe> {
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
    vectors: await unitRows(training, { signal }),
    memberships,
    settings: { seed },
  };
}

/** Rows divided by their lengths, in shared memory; rows of length 0 stay. */
export async function unitRows(
  rows: Pick<ProbeTraining, "features" | "dimensions">,
  options: CallOptions,
): Promise<Float32Array> {
  const { features, dimensions } = rows;
  const unit = new Float32Array(new SharedArrayBuffer(features.length * 4));
  const divide = (first: number, end: number) => {
    for (let start = first * dimensions; start < end * dimensions; start += dimensions) {
      let square = 0;
      for (let i = start; i < start + dimensions; i += 1) square += features[i] ** 2;
      const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
      for (let i = start; i < start + dimensions; i += 1) unit[i] = features[i] * scale;
    }
  };
  await eachRows(rows, divide, options);
  return unit;
}
