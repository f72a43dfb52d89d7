import { setImmediate as breathe } from "node:timers/promises";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";

/** Labelled vectors, one row an image. */
export interface ProbeTraining {
  /** Row-major, rows x `dimensions`. In shared memory they are used where they lie; else they are copied there once. */
  features: Float32Array;
  dimensions: number;
  /** Names of the classes; some may have no row. */
  classes: readonly string[];
  /** The class of each row, an index into `classes`; empty where `memberships` are given. */
  labels: Int32Array;
  /** For several labels an image: rows x classes, row-major, 1 where the image has the label. */
  memberships?: Uint8Array;
  /** What rows must stay together in cross-validation (patient, else lesion). Default: each row is its own group. */
  groups?: readonly string[];
}

/** @returns the number of rows */
export function rowsOfTraining({ features, dimensions }: Pick<ProbeTraining, "features" | "dimensions">): number {
  return features.length / dimensions;
}

/**
 * Which class each row has: rows x classes, 1 or 0, in shared memory.
 *
 * @throws AppError `invalid_input` for lists that do not fit, labels without a class
 */
export function membershipsOf(training: ProbeTraining): Uint8Array {
  const { classes, labels, memberships, groups } = training;
  const rows = rowsOfTraining(training);
  if (!Number.isInteger(rows)) {
    throw new AppError(
      "invalid_input",
      `${training.features.length} values are no rows of ${training.dimensions} dimensions`,
    );
  }
  const given = memberships ? memberships.length / classes.length : labels.length;
  if (given !== rows) throw new AppError("invalid_input", `${rows} rows of features but labels of ${given}`);
  if (groups && groups.length !== rows) {
    throw new AppError("invalid_input", `${rows} rows of features but ${groups.length} groups`);
  }
  const shared = new Uint8Array(new SharedArrayBuffer(rows * classes.length));
  if (memberships) shared.set(memberships);
  else {
    for (const [row, label] of labels.entries()) {
      if (!(label >= 0 && label < classes.length)) {
        throw new AppError("invalid_input", `row ${row} has label ${label}, and there are ${classes.length} classes`);
      }
      shared[row * classes.length + label] = 1;
    }
  }
  return shared;
}

/** Values that are looked at before timers and others get their turn: a millisecond or two. */
const valuesAtATime = 1 << 20;

/**
 * Walks through rows on the calling thread, some at a time, and lets the event loop run in between.
 *
 * @param visit gets the first row and the one behind the last
 */
export async function eachRows(
  { features, dimensions }: Pick<ProbeTraining, "features" | "dimensions">,
  visit: (first: number, end: number) => void,
  { signal }: CallOptions,
): Promise<void> {
  const rows = Math.floor(features.length / dimensions);
  const atATime = Math.max(1, Math.floor(valuesAtATime / dimensions));
  for (let first = 0; first < rows; first += atATime) {
    visit(first, Math.min(first + atATime, rows));
    await breathe();
    throwIfCancelled(signal);
  }
}

/** @throws AppError `invalid_input` where a feature is NaN or infinite */
export async function checkFinite(
  training: Pick<ProbeTraining, "features" | "dimensions">,
  options: CallOptions,
): Promise<void> {
  const { features, dimensions } = training;
  const check = (first: number, end: number) => {
    for (let i = first * dimensions; i < end * dimensions; i += 1) {
      if (!Number.isFinite(features[i])) {
        throw new AppError("invalid_input", "a feature is not a finite number; leave its image out");
      }
    }
  };
  await eachRows(training, check, options);
}
