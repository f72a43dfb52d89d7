import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { importModel, makeVariant } from "@lesion-atlas/encoder";
import { writeRandomCheckpoint } from "../checkpoint/write-random-checkpoint.ts";

/** Makes the models `fp32`, `int8` and `int8-merged`; see `encoder.ts`. */
const [modelsFolder, mergedTokens] = process.argv.slice(2);
const checkpoint = join(modelsFolder, ".checkpoint");
mkdirSync(checkpoint, { recursive: true });
writeRandomCheckpoint(checkpoint, {
  embed_dim: 768,
  vision_cfg: { image_size: 224, layers: 24, width: 1024, patch_size: 14 },
  text_cfg: { context_length: 77, vocab_size: 49_408, width: 768, heads: 12, layers: 12 },
});
const folder = await importModel(checkpoint, { id: "fp32", modelsFolder });
rmSync(checkpoint, { recursive: true });
const changes = { precision: "int8", mergedTokens: Number(mergedTokens) } as const;
const { products } = await makeVariant(folder, { precision: "int8" }, { id: "int8", modelsFolder });
const { lengths = [] } = await makeVariant(folder, changes, { id: "int8-merged", modelsFolder });
console.log(JSON.stringify({ products, last_length: lengths.at(-1) }));
