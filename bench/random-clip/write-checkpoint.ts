import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Sizes of a CLIP; heads are 64 wide. */
export interface ClipSize {
  dimensions: number;
  image: { size: number; patch: number; width: number; layers: number };
  text: { width: number; layers: number };
}

interface Weight {
  name: string;
  shape: readonly number[];
}

const contextLength = 77;
const vocabulary = 49_408;

/**
 * Writes an open_clip checkpoint with random weights: `open_clip_config.json` and `open_clip_model.safetensors`, float32, one weight in
 * memory at a time.
 *
 * @param folder made when it is not there
 * @returns bytes of the weights
 */
export function writeRandomCheckpoint(folder: string, size: ClipSize): number {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "open_clip_config.json"), JSON.stringify(configurationOf(size)));
  const weights = weightsOf(size);
  const header: Record<string, object> = {};
  let end = 0;
  for (const { name, shape } of weights) {
    const bytes = elements(shape) * Float32Array.BYTES_PER_ELEMENT;
    header[name] = { dtype: "F32", shape, data_offsets: [end, (end += bytes)] };
  }
  const head = Buffer.from(JSON.stringify(header));
  const headLength = Buffer.alloc(8);
  headLength.writeBigUInt64LE(BigInt(head.length));
  const file = openSync(join(folder, "open_clip_model.safetensors"), "w");
  writeSync(file, headLength);
  writeSync(file, head);
  for (const weight of weights) writeWhole(file, new Uint8Array(randomWeight(weight).buffer));
  closeSync(file);
  return end;
}

function configurationOf({ dimensions, image, text }: ClipSize): object {
  return {
    model_cfg: {
      embed_dim: dimensions,
      vision_cfg: { image_size: image.size, patch_size: image.patch, width: image.width, layers: image.layers },
      text_cfg: {
        context_length: contextLength,
        vocab_size: vocabulary,
        width: text.width,
        heads: text.width / 64,
        layers: text.layers,
      },
    },
    preprocess_cfg: { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] },
  };
}

function weightsOf({ dimensions, image, text }: ClipSize): Weight[] {
  const { patch, width } = image;
  return [
    { name: "logit_scale", shape: [] },
    { name: "positional_embedding", shape: [contextLength, text.width] },
    { name: "token_embedding.weight", shape: [vocabulary, text.width] },
    ...blocks("transformer", text),
    ...norm("ln_final", text.width),
    { name: "text_projection", shape: [text.width, dimensions] },
    { name: "visual.class_embedding", shape: [width] },
    { name: "visual.positional_embedding", shape: [(image.size / patch) ** 2 + 1, width] },
    { name: "visual.conv1.weight", shape: [width, 3, patch, patch] },
    ...norm("visual.ln_pre", width),
    ...blocks("visual.transformer", image),
    ...norm("visual.ln_post", width),
    { name: "visual.proj", shape: [width, dimensions] },
  ];
}

function blocks(prefix: string, { width, layers }: { width: number; layers: number }): Weight[] {
  return Array.from({ length: layers }, (_, layer) => {
    const block = `${prefix}.resblocks.${layer}`;
    return [
      ...norm(`${block}.ln_1`, width),
      { name: `${block}.attn.in_proj_weight`, shape: [3 * width, width] },
      { name: `${block}.attn.in_proj_bias`, shape: [3 * width] },
      ...linear(`${block}.attn.out_proj`, width, width),
      ...norm(`${block}.ln_2`, width),
      ...linear(`${block}.mlp.c_fc`, width, 4 * width),
      ...linear(`${block}.mlp.c_proj`, 4 * width, width),
    ];
  }).flat();
}

function linear(name: string, from: number, to: number): Weight[] {
  return [
    { name: `${name}.weight`, shape: [to, from] },
    { name: `${name}.bias`, shape: [to] },
  ];
}

function norm(name: string, width: number): Weight[] {
  return ["weight", "bias"].map((part) => ({ name: `${name}.${part}`, shape: [width] }));
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Uniform values small enough that no layer overflows; norms near the identity. */
function randomWeight({ name, shape }: Weight): Float32Array {
  const values = new Float32Array(elements(shape));
  if (name === "logit_scale") return values.fill(Math.log(100));
  const middle = /\.ln_[^.]*\.weight$|^ln_final\.weight$/.test(name) ? 1 : 0;
  let state = (values.length ^ (name.length << 24)) | 1;
  for (let place = 0; place < values.length; place++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[place] = middle + (state >> 0) * 2e-11;
  }
  return values;
}

/** `writeSync` may write less than it was given (over 2 GiB always). */
function writeWhole(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}
