import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createCompute } from "@lesion-atlas/compute";
import { createEncoder, importModel } from "@lesion-atlas/encoder";
import { plainParameters, renderPhantom } from "@lesion-atlas/phantom";
import { createEmbeddedStore } from "@lesion-atlas/store";
import sharp from "sharp";
import { writeRandomCheckpoint } from "../checkpoint/write-random-checkpoint.ts";
import { pointOf } from "../points/point-of.ts";
import { randomNumbers, randomUnit } from "../points/random-unit.ts";
import { setting } from "./setting.ts";

/** Makes a model, a store full of vectors and some JPEGs; see `event-loop.ts`. */
const drawn = 16;
/** About the work of a ViT-S/16: 4.6 GFLOP an image. */
const size = {
  embed_dim: 512,
  vision_cfg: { image_size: 224, layers: 12, width: 384, patch_size: 16 },
  text_cfg: { context_length: 77, vocab_size: 49_408, width: 384, heads: 6, layers: 12 },
};

const checkpoint = `${setting.model}-checkpoint`;
mkdirSync(checkpoint);
writeRandomCheckpoint(checkpoint, size);
await importModel(checkpoint, { id: basename(setting.model), modelsFolder: dirname(setting.model) });
rmSync(checkpoint, { recursive: true });

mkdirSync(setting.images);
for (let seed = 1; seed <= drawn; seed++) {
  const { pixels, width, height } = renderPhantom(plainParameters(seed, 600, 450));
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
  writeFileSync(join(setting.images, `${seed}.jpg`), jpeg);
}

const compute = createCompute();
const encoder = await createEncoder(setting.model, { compute });
const store = await createEmbeddedStore(setting.store);
await store.useModel(encoder.model);
const random = randomNumbers(1);
const vector = () => randomUnit(random, size.embed_dim);
for (let first = 0; first < setting.stored; first += 256) {
  const count = Math.min(256, setting.stored - first);
  await store.upsert(Array.from({ length: count }, (_, n) => pointOf(first + n, encoder.model, vector())));
}
await Promise.all([store.close(), encoder.close()]);
await compute.close();
console.log("{}");
