import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createCompute } from "@lesion-atlas/compute";
import { createEncoder, importModel } from "@lesion-atlas/encoder";
import { plainParameters, renderPhantom } from "@lesion-atlas/phantom";
import { createEmbeddedStore } from "@lesion-atlas/store";
import sharp from "sharp";
import { type ClipSize, writeRandomCheckpoint } from "../random-clip/write-checkpoint.ts";
import { pointOf } from "./point.ts";
import { setting } from "./setting.ts";

/** Makes a model, a store full of vectors and some JPEGs; see `event-loop.ts`. */
const drawn = 16;
/** About the work of a ViT-S/16: 4.6 GFLOP an image. */
const size: ClipSize = {
  dimensions: 512,
  image: { size: 224, patch: 16, width: 384, layers: 12 },
  text: { width: 384, layers: 12 },
};

const checkpoint = `${setting.model}-checkpoint`;
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
let state = 1;
for (let first = 0; first < setting.stored; first += 256) {
  const count = Math.min(256, setting.stored - first);
  await store.upsert(Array.from({ length: count }, (_, n) => pointOf(first + n, encoder.model, randomUnit())));
}
await Promise.all([store.close(), encoder.close()]);
await compute.close();
console.log("{}");

function randomUnit(): Float32Array {
  const values = Float32Array.from({ length: size.dimensions }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state;
  });
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
