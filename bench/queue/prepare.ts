import { mkdirSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { importModel } from "@lesion-atlas/encoder";
import { writeRandomCheckpoint } from "../checkpoint/write-random-checkpoint.ts";
import { drawImages } from "./draw-images.ts";
import { setting } from "./setting.ts";

/** A random model whose image tower is ViT-L/14's, and the images that it is to encode; see `queue.ts`. */
const encodedImages = 16;
const size = {
  embed_dim: 768,
  vision_cfg: { image_size: 224, layers: 24, width: 1024, patch_size: 14 },
  text_cfg: { context_length: 77, vocab_size: 49_408, width: 64, heads: 1, layers: 1 },
};
const checkpoint = `${setting.model}-checkpoint`;
mkdirSync(checkpoint);
writeRandomCheckpoint(checkpoint, size);
await importModel(checkpoint, { id: basename(setting.model), modelsFolder: dirname(setting.model) });
rmSync(checkpoint, { recursive: true });
await drawImages(setting.images, encodedImages);
console.log("{}");
