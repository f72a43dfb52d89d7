import { AppError } from "@lesion-atlas/core";
import type { ProbeTraining } from "../probe-training.ts";
import { createTorchRandom } from "../paper/torch-random.ts";

/**
 * Draws rows of each class, of different groups as far as there are enough.
 *
 * @param shots rows a class
 * @returns row numbers, ascending
 * @throws AppError `invalid_input` where a class that occurs has fewer rows; `unsupported` for several labels an image
 */
export function drawShots(training: ProbeTraining, shots: number, seed: number): number[] {
  const { classes, labels, groups } = training;
  if (training.memberships) throw new AppError("unsupported", "few-shot training needs one label an image");
  const drawn: number[] = [];
  const random = createTorchRandom(seed);
  const order = [...random.permutation(labels.length)];
  for (const [name, title] of classes.entries()) {
    const rows = order.filter((row) => labels[row] === name);
    if (rows.length === 0) continue;
    if (rows.length < shots) {
      throw new AppError("invalid_input", `"${title}" has ${rows.length} images, and ${shots} a class were asked for`);
    }
    const seen = new Set<string>();
    const first = rows.filter((row) => {
      const group = groups?.[row] ?? String(row);
      return !seen.has(group) && seen.add(group);
    });
    const others = new Set(first);
    drawn.push(...[...first, ...rows.filter((row) => !others.has(row))].slice(0, shots));
  }
  return drawn.sort((a, b) => a - b);
}

/**
 * Draws whole groups until they hold a share of the rows; with one seed a larger share holds every smaller one.
 *
 * @param share above 0, at most 1
 * @returns row numbers, ascending
 */
export function drawShare(training: ProbeTraining, rows: number, share: number, seed: number): number[] {
  const groupOf = (row: number) => training.groups?.[row] ?? String(row);
  const members = Map.groupBy(
    Array.from({ length: rows }, (_, row) => row),
    groupOf,
  );
  const groups = [...members.values()];
  const drawn: number[] = [];
  for (const place of createTorchRandom(seed).permutation(groups.length)) {
    if (drawn.length >= share * rows) break;
    drawn.push(...groups[place]);
  }
  return drawn.sort((a, b) => a - b);
}

/** The training data of some rows. */
export function rowsOfProbe(training: ProbeTraining, rows: readonly number[]): ProbeTraining {
  const { features, dimensions, classes, labels, memberships, groups } = training;
  const chosen = new Float32Array(new SharedArrayBuffer(rows.length * dimensions * 4));
  for (const [at, row] of rows.entries()) {
    chosen.set(features.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions);
  }
  return {
    features: chosen,
    dimensions,
    classes,
    labels: memberships ? labels : Int32Array.from(rows, (row) => labels[row]),
    ...(memberships && {
      memberships: Uint8Array.from(
        rows.flatMap((row) => [...memberships.subarray(row * classes.length, (row + 1) * classes.length)]),
      ),
    }),
    ...(groups && { groups: rows.map((row) => groups[row]) }),
  };
}
