import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { writeRandomCheckpoint } from "./checkpoint/write-random-checkpoint.ts";

/** ViT-L/14 as open_clip configures it: 428 million weights. */
const model = {
  embed_dim: 768,
  vision_cfg: { image_size: 224, layers: 24, width: 1024, patch_size: 14 },
  text_cfg: { context_length: 77, vocab_size: 49_408, width: 768, heads: 12, layers: 12 },
};

export const bench: Bench = {
  name: "import",
  describe: "a random checkpoint of ViT-L/14's size becomes a model folder: time and peak memory",
  async run(context) {
    const checkpoint = join(context.scratch, "checkpoint");
    mkdirSync(checkpoint);
    context.progress("writing a random checkpoint, once");
    const bytes = writeRandomCheckpoint(checkpoint, model);
    const ours = context.node("import/ours.ts", checkpoint, join(context.scratch, "models"));
    const samples = await context.interleave({ ours });
    const size = `${(bytes / 1e9).toFixed(2)} GB`;
    return {
      rows: [
        { figure: `import of ${size}, float32 safetensors`, unit: "s", ours: samples.ours.import_s },
        {
          figure: "peak memory of the process",
          unit: "MiB",
          ours: samples.ours.peak_mib,
          target: { atMost: 1024 },
        },
      ],
      notes: [
        "Time: `importModel`, the fingerprint over the written files included; the checkpoint is in the page cache after the first round.",
        "Memory: the largest resident set of the whole process.",
      ],
    };
  },
};
