import { createHash } from "node:crypto";
import { createReadStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Bench } from "./bench.ts";
import { writeRandomCheckpoint } from "./checkpoint/write-random-checkpoint.ts";
import { startCuttingHub } from "./pull/cutting-hub.ts";

/** ViT-L/14 as open_clip configures it: 428 million weights. */
const model = {
  embed_dim: 768,
  vision_cfg: { image_size: 224, layers: 24, width: 1024, patch_size: 14 },
  text_cfg: { context_length: 77, vocab_size: 49_408, width: 768, heads: 12, layers: 12 },
};

export const bench: Bench = {
  name: "pull",
  describe: "a random checkpoint of ViT-L/14's size pulled from a local server that cuts the connection three times",
  async run(context) {
    const checkpoint = join(context.scratch, "checkpoint");
    mkdirSync(checkpoint);
    context.progress("writing a random checkpoint, once");
    const bytes = writeRandomCheckpoint(checkpoint, model);
    const weights = join(checkpoint, "open_clip_model.safetensors");
    const hash = createHash("sha256");
    await pipeline(createReadStream(weights, { highWaterMark: 1 << 20 }), hash);
    const hub = await startCuttingHub(checkpoint, 3);
    try {
      const home = join(context.scratch, "home");
      const ours = context.node("pull/ours.ts", home, hash.digest("hex"), String(bytes));
      const samples = await context.interleave({ ours: { ...ours, env: { HF_ENDPOINT: hub.url, LESION_HOME: home } } });
      return {
        rows: [
          {
            figure: `pull and import of ${(bytes / 1e9).toFixed(2)} GB, three cuts`,
            unit: "s",
            ours: samples.ours.pull_s,
          },
          {
            figure: "peak memory of the process",
            unit: "MiB",
            ours: samples.ours.peak_mib,
            target: { atMost: 1024 },
          },
          { figure: "requests for the weights", unit: "", ours: samples.ours.wall_ms.map(() => hub.requestsARound()) },
        ],
        notes: [
          "`lesion models pull openclip-vit-l-14-laion2b --revision main --no-self-test` as a process; the server is another. Hash, free space, import, fingerprint included.",
          "One file came, with the SHA-256 of what the server has: a round in which it did not counts as failed.",
        ],
      };
    } finally {
      hub.close();
    }
  },
};
