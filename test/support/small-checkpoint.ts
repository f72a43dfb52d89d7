import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "@lesion-atlas/phantom";
import { readOpenClipConfiguration } from "../../packages/encoder/src/import/configuration/read-open-clip.ts";
import { clipGraphs } from "../../packages/encoder/src/import/graph/clip-graphs.ts";
import {
  type SafetensorsEntry,
  bytesOf,
  safetensorsBytes,
} from "../../packages/encoder/test/checkpoint/write-safetensors.ts";

const configuration = {
  model_cfg: {
    embed_dim: 16,
    vision_cfg: { image_size: 64, layers: 2, width: 32, head_width: 16, patch_size: 32 },
    text_cfg: { context_length: 77, vocab_size: 49_408, width: 32, heads: 2, layers: 2 },
  },
  preprocess_cfg: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], interpolation: "bicubic", resize_mode: "shortest" },
};

/** Writes an open_clip folder of a very small CLIP with random weights that the seed decides. @returns the folder */
export function writeSmallCheckpoint(folder: string, seed = 1): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "open_clip_config.json"), JSON.stringify(configuration));
  writeFileSync(join(folder, "open_clip_model.safetensors"), safetensorsBytes(weights(seed)));
  return folder;
}

/** Norms that change nothing, no bias, and normal values elsewhere. */
function weights(seed: number): Record<string, SafetensorsEntry> {
  const planned = clipGraphs(readOpenClipConfiguration(configuration)).flatMap(({ graph }) => graph.planned);
  const entry = (shape: readonly number[], value: () => number) => {
    const values = Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, value);
    return { dtype: "F32", shape, bytes: bytesOf(values) };
  };
  const drawn = planned.map(({ name, shape }) => {
    if (name.endsWith("bias")) return [name, entry(shape, () => 0)];
    if (/\bln_\w+\.weight$/.test(name)) return [name, entry(shape, () => 1)];
    const { normal } = createRandom(seed, name);
    return [name, entry(shape, () => normal() / Math.sqrt(shape.at(-1)!))];
  });
  return { ...Object.fromEntries(drawn), logit_scale: entry([], () => Math.log(20)) };
}
