import { join } from "node:path";
import { type Compute, floatTensor } from "@lesion-atlas/compute";
import { AppError, type Embedding, type ImageTensor } from "@lesion-atlas/core";
import type { ModelFile } from "../models/model-file.ts";
import type { EncoderTuning } from "./encoder-tuning.ts";
import { type TowerOptions, openTower } from "./tower.ts";

/**
 * Images a run unless told otherwise. Larger batches are hardly faster on a processor's cores, and a run can neither be
 * stopped nor overtaken.
 */
export const defaultImagesARun = 8;

/** The image side of a model folder. */
export interface ImageTower {
  /** One unit vector an image, in order. */
  encode(batch: readonly ImageTensor[], options: TowerOptions): Promise<Embedding[]>;
  close(): Promise<void>;
}

/** Errors of `encode`: those of `Tower`, and AppError `invalid_input` for a tensor of another size. */
export function openImageTower(
  compute: Compute,
  folder: string,
  settings: ModelFile,
  { imagesARun = defaultImagesARun, device, threads }: EncoderTuning = {},
): ImageTower {
  const { image, dimensions, preprocessing } = settings;
  const { size } = preprocessing;
  const mostARun = image.alone ? 1 : imagesARun;
  const elements = 3 * size * size;
  const file = join(folder, "image.onnx");
  const tower = openTower(compute, {
    file,
    inputs: [image.input],
    output: image.output,
    dimensions,
    running: { device, threads },
  });

  function stack(images: readonly ImageTensor[]): Float32Array {
    const pixels = new Float32Array(images.length * elements);
    for (const [index, tensor] of images.entries()) pixels.set(tensor, index * elements);
    return pixels;
  }

  return {
    async encode(batch, options) {
      const odd = batch.find(({ length }) => length !== elements);
      if (odd) {
        throw new AppError("invalid_input", `an image has ${odd.length} values where the model takes ${elements}`);
      }
      const embeddings: Embedding[] = [];
      for (let start = 0; start < batch.length; start += mostARun) {
        const images = batch.slice(start, start + mostARun);
        const pixels = floatTensor(stack(images), [images.length, 3, size, size]);
        embeddings.push(...(await tower.encode({ [image.input]: pixels }, options)));
      }
      return embeddings;
    },
    close: () => tower.close(),
  };
}
