import { closeSync, openSync, writeSync } from "node:fs";
import { type Point, imageId } from "@lesion-atlas/core";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { model, randomNumbers, randomUnit, setting } from "./setting.ts";

/** Writes the store and the peer's file. Every other image is female. */
const batch = 256;
const random = randomNumbers(1);
const file = openSync(setting.vectors, "w");
const store = await createEmbeddedStore(setting.store);
await store.useModel(model);
let writingMs = 0;
for (let first = 0; first < setting.images; first += batch) {
  const points = Array.from({ length: Math.min(batch, setting.images - first) }, (_, n) => pointOf(first + n));
  for (const { vector } of points) writeSync(file, vector!.values);
  const start = performance.now();
  await store.upsert(points);
  writingMs += performance.now() - start;
}
await store.close();
closeSync(file);
console.log(JSON.stringify({ images_per_s: setting.images / (writingMs / 1000) }));

function pointOf(n: number): Point {
  const key = `ISIC_${String(n).padStart(7, "0")}`;
  return {
    record: {
      id: imageId("bench", key),
      archive: "bench",
      key,
      file: `${key}.jpg`,
      content_hash: n.toString(16).padStart(64, "0"),
      perceptual_hash: n.toString(16).padStart(16, "0"),
      width: 600,
      height: 450,
      byte_size: 40_000,
      sex: n % 2 ? "male" : "female",
      age_approx: (n % 17) * 5,
      diagnosis_1: n % 5 ? "Benign" : "Malignant",
      lesion_id: `IL_${n >> 1}`,
      copyright_license: "CC-BY",
    },
    vector: { fingerprint: model.fingerprint, values: randomUnit(random, setting.dimensions) },
  };
}
