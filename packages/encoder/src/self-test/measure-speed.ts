import type { CallOptions, Encoder, ImageTensor, Lane } from "@lesion-atlas/core";
import { fastestMs } from "./fastest-ms.ts";
import { probeTexts, readProbeImages } from "./probes.ts";

/** How fast a model is on this machine. */
export interface MeasuredSpeed {
  images_per_second: number;
  /** One short text, milliseconds; absent for an image-only model. */
  text_ms?: number;
}

/** Runs of a small model go on so long, in milliseconds. */
const leastMs = 100;

/** Encodes the four phantoms as one batch, and a short text, decoding not counted. @throws as `Encoder` */
export async function measureSpeed(
  encoder: Encoder,
  options: CallOptions & { lane?: Lane } = {},
): Promise<MeasuredSpeed> {
  const tensors = await probeTensors(encoder, options);
  const batchMs = await fastestMs(() => encoder.encodeImages(tensors, options), { leastMs, ...options });
  const speed = { images_per_second: (1000 * tensors.length) / batchMs };
  if (!encoder.model.hasText) return speed;
  const encodeText = () => encoder.encodeTexts([probeTexts[1]], options);
  return { ...speed, text_ms: await fastestMs(encodeText, { leastMs, ...options }) };
}

/** The bundled phantoms as the encoder takes them. @throws as `Encoder` */
export async function probeTensors(encoder: Encoder, options: CallOptions = {}): Promise<ImageTensor[]> {
  const tensors: ImageTensor[] = [];
  for (const bytes of await readProbeImages()) tensors.push((await encoder.preprocess(bytes, options)).tensor);
  return tensors;
}
