import { randomNumbers, randomUnit } from "../points/random-unit.ts";
import { pointOf } from "../points/point-of.ts";
import type { Point } from "@lesion-atlas/core";

/** What the processes of this bench are started with, as JSON. */
export interface LoadSetting {
  images: number;
  dimensions: number;
  /** Images of one call. */
  batch: number;
  url: string;
  /** Folder of the server's storage, by which its process is found. */
  storage: string;
}

export const setting = JSON.parse(process.argv[2]) as LoadSetting;

/** The model that the vectors are said to be of. */
export const model = {
  id: "random",
  fingerprint: "10ad".padEnd(64, "0"),
  dimensions: setting.dimensions,
  logitScale: 100,
  templates: [],
  hasText: true,
};

/** All images, in the batches that both sides send; made before the clock starts. */
export function allBatches(): Point[][] {
  const random = randomNumbers(3);
  const batches: Point[][] = [];
  for (let first = 0; first < setting.images; first += setting.batch) {
    const count = Math.min(setting.batch, setting.images - first);
    batches.push(
      Array.from({ length: count }, (_, n) => clinicalPoint(first + n, randomUnit(random, model.dimensions))),
    );
  }
  return batches;
}

/** A point with the columns that an archive's table would add. */
function clinicalPoint(n: number, values: Float32Array): Point {
  const { record, vector } = pointOf(n, model, values);
  const clinical = {
    age_approx: (n % 17) * 5,
    diagnosis_1: n % 5 ? "Benign" : "Malignant",
    diagnosis_3: n % 5 ? "Nevus" : "Melanoma, NOS",
    site: "Trunk",
    lesion_id: `IL_${n >> 1}`,
    copyright_license: "CC-BY",
    attribution: "Department of Dermatology",
  };
  return { record: { ...record, ...clinical }, vector };
}
