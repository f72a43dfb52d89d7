import { setImmediate } from "node:timers/promises";
import { type Matrix } from "@lesion-atlas/compute";
import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { sigmoid } from "../presence/logistic.ts";
import { softmax } from "../zero-shot/probabilities.ts";

/** A classifier that is one linear layer on unit vectors. */
export interface LinearProbe {
  classes: readonly string[];
  dimensions: number;
  /** [classes, dimensions] */
  coefficients: Float32Array;
  /** One a class. */
  intercepts: Float32Array;
  /** `softmax` over the classes; `sigmoid` for each class by itself, as several labels and one-vs-rest want it. */
  link: "softmax" | "sigmoid" | "normalized_sigmoid";
}

/** Rows between two turns of the event loop. */
const rowsAtATime = 2048;

/** The probabilities of one vector, in the order of the classes. */
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

/** @returns [rows, classes] */
export async function linearProbabilities(
  probe: LinearProbe,
  { values, rows, columns }: Matrix,
  { signal }: CallOptions = {},
): Promise<Float32Array> {
  const probabilities = new Float32Array(rows * probe.classes.length);
  for (let row = 0; row < rows; row += 1) {
    if (row > 0 && row % rowsAtATime === 0) {
      await setImmediate();
      throwIfCancelled(signal);
    }
    const told = probabilitiesOf(probe, values.subarray(row * columns, (row + 1) * columns));
    probabilities.set(told, row * probe.classes.length);
  }
  return probabilities;
}
