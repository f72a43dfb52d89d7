import { closeSync, openSync, writeSync } from "node:fs";
import type { Point } from "@lesion-atlas/core";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { pointOf } from "../points/point-of.ts";
import { randomNumbers, randomUnit } from "../points/random-unit.ts";
import { model, setting } from "./setting.ts";

/** Writes the store and the peer's file. Every other image is female. */
const batch = 256;
const random = randomNumbers(1);
const file = openSync(setting.vectors, "w");
const store = await createEmbeddedStore(setting.store);
await store.useModel(model);
let writingMs = 0;
for (let first = 0; first < setting.images; first += batch) {
  const points = Array.from({ length: Math.min(batch, setting.images - first) }, (_, n) => clinicalPoint(first + n));
  for (const { vector } of points) writeSync(file, vector!.values);
  const start = performance.now();
  await store.upsert(points);
  writingMs += performance.now() - start;
}
await store.close();
closeSync(file);
console.log(JSON.stringify({ images_per_s: setting.images / (writingMs / 1000) }));

/** A point with the columns that an archive's table would add. */
function clinicalPoint(n: number): Point {
  const facts = { width: 600, height: 450, perceptualHash: n.toString(16).padStart(16, "0") };
  const { record, vector } = pointOf(n, model, randomUnit(random, setting.dimensions), facts);
  const clinical = {
    age_approx: (n % 17) * 5,
    diagnosis_1: n % 5 ? "Benign" : "Malignant",
    lesion_id: `IL_${n >> 1}`,
    copyright_license: "CC-BY",
  };
  return { record: { ...record, ...clinical }, vector };
}
