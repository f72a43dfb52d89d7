import type { ClinicalRecord, Filter } from "@lesion-atlas/core";
import { randomNumbers } from "../points/random-unit.ts";

/** A filter of the bench, on one column that only it uses. */
export interface BenchFilter {
  /** In figures' names: `random_5`. */
  name: string;
  /** For the table. */
  describe: string;
  column: "sex" | "diagnosis_1" | "diagnosis_2" | "image_type" | "site" | "diagnosis_3";
  /** Share of the images that pass. */
  share: number;
  /** Who passes: anybody, or the images most like one picture, the hard case for a graph of neighbours. */
  by: "chance" | "likeness";
}

export const filters: readonly BenchFilter[] = [
  { name: "chance_50", describe: "50 %, by chance", column: "sex", share: 0.5, by: "chance" },
  { name: "chance_5", describe: "5 %, by chance", column: "diagnosis_1", share: 0.05, by: "chance" },
  { name: "chance_05", describe: "0.5 %, by chance", column: "diagnosis_2", share: 0.005, by: "chance" },
  { name: "alike_50", describe: "50 %, a cluster", column: "image_type", share: 0.5, by: "likeness" },
  { name: "alike_5", describe: "5 %, a cluster", column: "site", share: 0.05, by: "likeness" },
  { name: "alike_05", describe: "0.5 %, a cluster", column: "diagnosis_3", share: 0.005, by: "likeness" },
];

const inside = "in";

/** What is asked, undefined for no filter. */
export function filterOf({ column }: BenchFilter): Filter {
  return { must: { key: column, match: { value: inside } } };
}

/**
 * The columns of each image: "in" or "out" for every filter. A cluster is the images nearest to one of them.
 *
 * @param vectors unit vectors of all images, in order
 */
export function clinicalColumns(vectors: readonly Float32Array[]): ClinicalRecord[] {
  const random = randomNumbers(20_261_125);
  const columns: Record<string, string>[] = vectors.map(() => ({}));
  for (const [index, { column, share, by }] of filters.entries()) {
    const keep = Math.round(share * vectors.length);
    const centre = vectors[Math.floor(((index + 1) * vectors.length) / (filters.length + 2))];
    const order = by === "chance" ? vectors.map(() => random()) : vectors.map((vector) => dot(vector, centre));
    const ranked = order.map((_, row) => row).sort((left, right) => order[right] - order[left]);
    for (const [rank, row] of ranked.entries()) columns[row][column] = rank < keep ? inside : "out";
  }
  return columns;
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += left[i] * right[i];
  return sum;
}
