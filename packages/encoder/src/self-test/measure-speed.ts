import type { CallOptions, Encoder, ImageTensor } from "@lesion-atlas/core";
import { probeTexts, readProbeImages } from "./probes.ts";

/** How fast a model is on this machine. */
export interface MeasuredSpeed {
  images_per_second: number;
  /** One short text, milliseconds; absent for an image-only model. */
  text_ms?: number;
}

/** Runs of one batch; the fastest counts, since other work only ever slows one down. */
const runs = 2;

/** Encodes the four phantoms as one batch, and a short text, decoding not counted. @throws as `Encoder` */
export async function measureSpeed(encoder: Encoder, options: CallOptions = {}): Promise<MeasuredSpeed> {
  const tensors: ImageTensor[] = [];
  for (const bytes of await readProbeImages()) tensors.push((await encoder.preprocess(bytes, options)).tensor);
  const batchMs = await fastestMs(() => encoder.encodeImages(tensors, options));
  const speed = { images_per_second: (1000 * tensors.length) / batchMs };
  if (!encoder.model.hasText) return speed;
  return { ...speed, text_ms: await fastestMs(() => encoder.encodeTexts([probeTexts[1]], options)) };
}

async function fastestMs(run: () => Promise<unknown>): Promise<number> {
  let fastest = Infinity;
  for (let count = 0; count < runs; count++) {
    const begin = performance.now();
    await run();
    fastest = Math.min(fastest, performance.now() - begin);
  }
  return fastest;
}
