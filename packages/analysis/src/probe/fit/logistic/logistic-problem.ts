import { type Matrix, shareMatrix } from "@lesion-atlas/compute";
import { AppError } from "@lesion-atlas/core";
import type { LinearProbe } from "../probe-model.ts";
import { type ProbeTraining, membershipsOf, rowsOfTraining } from "../probe-training.ts";
import type { LossKind } from "./loss-graph.ts";
import type { WeightedRows } from "./row-loss.ts";

/** A logistic regression as it is minimised: its outputs are the classes that occur, or the second of two. */
export interface LogisticProblem extends WeightedRows {
  kind: LossKind;
  link: LinearProbe["link"];
  /** The class of each output, an index. */
  outputClasses: readonly number[];
  /** Classes that occur, as indices. */
  presentClasses: readonly number[];
  /** One a row: the balance between classes of `softmax`, else 1. */
  rowWeights: Float64Array;
  /** p (1 - p) at the classes' shares, summed over rows, mean over outputs. */
  curvature: number;
}

/**
 * @throws AppError `invalid_input` for fewer than two classes with rows, or a label that every row has
 */
export function logisticProblem(
  training: ProbeTraining,
  { classWeight, multiClass }: { classWeight: "none" | "balanced"; multiClass: "multinomial" | "one-vs-rest" },
): LogisticProblem {
  const { classes, dimensions } = training;
  const rows = rowsOfTraining(training);
  const memberships = membershipsOf(training);
  const multiLabel = training.memberships !== undefined;
  const counts = new Float64Array(classes.length);
  for (const [at, member] of memberships.entries()) counts[at % classes.length] += member;
  const presentClasses = [...counts.keys()].filter((index) => counts[index] > 0);
  if (presentClasses.length < (multiLabel ? 1 : 2)) {
    throw new AppError("invalid_input", "a probe needs images of two classes at least; label more of them");
  }
  const everywhere = presentClasses.find((index) => counts[index] === rows);
  if (everywhere !== undefined) {
    throw new AppError("invalid_input", `every image has "${classes[everywhere]}": there is nothing to tell apart`);
  }
  const pair = !multiLabel && presentClasses.length === 2;
  const kind = multiLabel || pair || multiClass === "one-vs-rest" ? "sigmoid" : "softmax";
  const outputClasses = pair ? [presentClasses[1]] : presentClasses;
  const outputs = outputClasses.length;
  const targets = new Uint8Array(new SharedArrayBuffer(rows * outputs));
  const rowWeights = new Float64Array(rows).fill(1);
  const balanced = classWeight === "balanced";
  for (let row = 0; row < rows; row += 1) {
    for (const [output, name] of outputClasses.entries()) {
      const member = memberships[row * classes.length + name];
      targets[row * outputs + output] = member;
      if (member && kind === "softmax" && balanced) rowWeights[row] = rows / (outputs * counts[name]);
    }
  }
  const half = (count: number) => (balanced && kind === "sigmoid" ? rows / (2 * count) : 1);
  const shares = outputClasses.map((name) => (balanced ? 1 / (kind === "sigmoid" ? 2 : outputs) : counts[name] / rows));
  const features: Matrix = shareMatrix({ values: training.features, rows, columns: dimensions });
  return {
    features,
    kind,
    link: multiLabel ? "sigmoid" : pair || kind === "softmax" ? "softmax" : "normalised-sigmoid",
    outputs,
    outputClasses,
    presentClasses,
    targets,
    rowWeights,
    positiveWeights: Float64Array.from(outputClasses, (name) => half(counts[name])),
    negativeWeights: Float64Array.from(outputClasses, (name) => half(rows - counts[name])),
    curvature: (rows * shares.reduce((sum, share) => sum + share * (1 - share), 0)) / outputs,
  };
}
