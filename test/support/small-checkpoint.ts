import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "@lesion-atlas/phantom";
import {
  type SafetensorsEntry,
  bytesOf,
  safetensorsBytes,
} from "../../packages/encoder/test/checkpoint/write-safetensors.ts";

const dimensions = 16;
const vision = { width: 32, heads: 2, layers: 2, patch: 32, size: 64 };
const text = { width: 32, heads: 2, layers: 2, vocabulary: 49_408, length: 77 };

/** Writes an open_clip folder of a very small CLIP with random weights that the seed decides. @returns the folder */
export function writeSmallCheckpoint(folder: string, seed = 1): string {
  mkdirSync(folder, { recursive: true });
  const config = {
    model_cfg: {
      embed_dim: dimensions,
      vision_cfg: {
        image_size: vision.size,
        layers: vision.layers,
        width: vision.width,
        head_width: vision.width / vision.heads,
        patch_size: vision.patch,
      },
      text_cfg: {
        context_length: text.length,
        vocab_size: text.vocabulary,
        width: text.width,
        heads: text.heads,
        layers: text.layers,
      },
    },
    preprocess_cfg: {
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25],
      interpolation: "bicubic",
      resize_mode: "shortest",
    },
  };
  writeFileSync(join(folder, "open_clip_config.json"), JSON.stringify(config));
  writeFileSync(join(folder, "open_clip_model.safetensors"), safetensorsBytes(weights(seed)));
  return folder;
}

function weights(seed: number): Record<string, SafetensorsEntry> {
  const entries: Record<string, SafetensorsEntry> = {};
  const add = (name: string, shape: number[], value: () => number) => {
    const values = Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, value);
    entries[name] = { dtype: "F32", shape, bytes: bytesOf(values) };
  };
  const random = (name: string, ...shape: number[]) => {
    const { normal } = createRandom(seed, name);
    add(name, shape, () => normal() / Math.sqrt(shape.at(-1)!));
  };
  const norm = (name: string, width: number) => {
    add(`${name}.weight`, [width], () => 1);
    add(`${name}.bias`, [width], () => 0);
  };
  const linear = (name: string, out: number, width: number) => {
    random(`${name}.weight`, out, width);
    add(`${name}.bias`, [out], () => 0);
  };
  const tower = (prefix: string, width: number, layers: number) => {
    for (let layer = 0; layer < layers; layer += 1) {
      const block = `${prefix}transformer.resblocks.${layer}`;
      norm(`${block}.ln_1`, width);
      norm(`${block}.ln_2`, width);
      random(`${block}.attn.in_proj_weight`, 3 * width, width);
      add(`${block}.attn.in_proj_bias`, [3 * width], () => 0);
      linear(`${block}.attn.out_proj`, width, width);
      linear(`${block}.mlp.c_fc`, 4 * width, width);
      linear(`${block}.mlp.c_proj`, width, 4 * width);
    }
  };
  random("visual.class_embedding", vision.width);
  random("visual.positional_embedding", (vision.size / vision.patch) ** 2 + 1, vision.width);
  random("visual.conv1.weight", vision.width, 3, vision.patch, vision.patch);
  random("visual.proj", vision.width, dimensions);
  norm("visual.ln_pre", vision.width);
  norm("visual.ln_post", vision.width);
  tower("visual.", vision.width, vision.layers);
  random("token_embedding.weight", text.vocabulary, text.width);
  random("positional_embedding", text.length, text.width);
  random("text_projection", text.width, dimensions);
  norm("ln_final", text.width);
  tower("", text.width, text.layers);
  add("logit_scale", [], () => Math.log(20));
  return entries;
}
