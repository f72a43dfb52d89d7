import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { importModel, readModelFolder, writeModelFile } from "@lesion-atlas/encoder";
import { writeRandomCheckpoint } from "../checkpoint/write-random-checkpoint.ts";

/** Makes the models `cut` and `whole`, which differ in how a batch of texts is padded; see `text-length.ts`. */
const [models] = process.argv.slice(2);
const checkpoint = join(models, ".checkpoint");
mkdirSync(checkpoint, { recursive: true });
writeRandomCheckpoint(checkpoint, {
  embed_dim: 768,
  vision_cfg: { image_size: 32, layers: 1, width: 64, patch_size: 32 },
  text_cfg: { context_length: 77, vocab_size: 49_408, width: 768, heads: 12, layers: 12 },
});
const cut = await importModel(checkpoint, { id: "cut", modelsFolder: models });
const whole = join(models, "whole");
cpSync(cut, whole, { recursive: true });
const { settings } = await readModelFolder(cut);
const { files: _files, fingerprint: _fingerprint, format: _format, ...description } = settings;
const text = { ...settings.text!, padding: "context_length" as const };
await writeModelFile(whole, { ...description, id: "whole", text });
console.log(JSON.stringify({ models: 2 }));
