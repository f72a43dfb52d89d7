import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Point } from "@lesion-atlas/core";
import { importModel } from "@lesion-atlas/encoder";
import { writeRandomCheckpoint } from "../checkpoint/write-random-checkpoint.ts";
import { pointOf } from "../points/point-of.ts";
import { randomNumbers, randomUnit } from "../points/random-unit.ts";
import { waitUntilIndexed } from "../qdrant/wait-until-indexed.ts";
import { openPorts } from "./open-ports.ts";
import { setting } from "./setting.ts";

/** Fills the store with random directions; makes the random model first, where it is the setting's. */
const batch = 500;
/** The text tower has the sizes of the demo's (training/lesion_training/towers.py); the vectors are those of a ViT-L/14. */
const sizes = {
  embed_dim: 768,
  vision_cfg: { image_size: 64, layers: 1, width: 64, head_width: 32, patch_size: 32 },
  text_cfg: { context_length: 77, vocab_size: 49_408, width: 128, heads: 4, layers: 2 },
};

mkdirSync(setting.home, { recursive: true });
if (setting.model === "random") {
  const checkpoint = join(setting.home, "checkpoint");
  mkdirSync(checkpoint);
  writeRandomCheckpoint(checkpoint, sizes);
  await importModel(checkpoint, { id: setting.model, modelsFolder: join(setting.home, "models") });
  rmSync(checkpoint, { recursive: true });
}
const { store, encoder, close } = await openPorts();
const random = randomNumbers(1);
const start = performance.now();
for (let first = 0; first < setting.images; first += batch) {
  const count = Math.min(batch, setting.images - first);
  await store.upsert(Array.from({ length: count }, (_, n) => clinicalPoint(first + n)));
}
const images_per_s = setting.images / ((performance.now() - start) / 1000);
await close();
const [kind, place] = [setting.store.split(":", 1)[0], setting.store.slice(setting.store.indexOf(":") + 1)];
if (kind === "qdrant") await waitUntilIndexed(place, setting.images);
console.log(JSON.stringify({ images_per_s }));

/** A point with the columns that an archive's table would add. */
function clinicalPoint(n: number): Point {
  const { record, vector } = pointOf(n, encoder.model, randomUnit(random, encoder.model.dimensions));
  const clinical = {
    age_approx: (n % 17) * 5,
    diagnosis_1: n % 5 ? "Benign" : "Malignant",
    diagnosis_3: n % 5 ? "Nevus" : "Melanoma, NOS",
    lesion_id: `IL_${n >> 1}`,
    copyright_license: "CC-BY",
    attribution: "Department of Dermatology",
  };
  return { record: { ...record, ...clinical }, vector };
}
