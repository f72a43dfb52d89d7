import { createHash } from "node:crypto";
import { AppError, type Encoder, type Model } from "@lesion-atlas/core";
import sharp, { type Sharp } from "sharp";

const dimensions = 24;

/** A small encoder: an image is the colours of its 8 cells, a text the sum of fixed directions of its words. */
export function createColourEncoder(changes: Partial<Model> = {}): Encoder & { batches: string[][] } {
  const batches: string[][] = [];
  return {
    model: {
      id: "colours",
      fingerprint: "c".repeat(64),
      dimensions,
      logitScale: 20,
      templates: [],
      hasText: true,
      ...changes,
    },
    batches,
    async preprocess(imageBytes) {
      try {
        const image = sharp(imageBytes, { failOn: "error" });
        const { width, height } = await image.metadata();
        const cells = await image.removeAlpha().toColourspace("srgb").resize(4, 2, { fit: "fill" }).raw().toBuffer();
        const tensor = Float32Array.from({ length: dimensions }, (_, i) => (cells[i] ?? 0) / 127.5 - 1);
        return { tensor, width, height, perceptualHash: await differenceHash(image) };
      } catch (cause) {
        throw new AppError("image_unreadable", "the file is damaged or cut short", { cause });
      }
    },
    encodeImages: (batch) => Promise.resolve(batch.map(unit)),
    encodeTexts(batch) {
      batches.push([...batch]);
      return Promise.resolve(batch.map(textVector));
    },
    close: () => Promise.resolve(),
  };
}

/** 64 bits: whether each of 8 x 8 grey cells is darker than its right neighbour. */
async function differenceHash(image: Sharp): Promise<string> {
  const grey = await image.clone().greyscale().resize(9, 8, { fit: "fill" }).raw().toBuffer();
  let bits = 0n;
  for (let cell = 0; cell < 64; cell += 1) {
    const at = Math.floor(cell / 8) * 9 + (cell % 8);
    bits = (bits << 1n) | (grey[at] < grey[at + 1] ? 1n : 0n);
  }
  return bits.toString(16).padStart(16, "0");
}

function textVector(text: string): Float32Array {
  const sum = new Float32Array(dimensions);
  for (const word of text.toLowerCase().split(/\s+/)) {
    const digest = createHash("sha512").update(word).digest();
    for (let i = 0; i < dimensions; i += 1) sum[i] += digest[i] / 127.5 - 1;
  }
  return unit(sum);
}

function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
