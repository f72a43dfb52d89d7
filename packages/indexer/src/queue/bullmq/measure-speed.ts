import { AppError, type Archive, type CallOptions, type Encoder } from "@lesion-atlas/core";
import { largestRange } from "../check-plan.ts";

/** A range is to take so long: lost by a killed worker at most, and few enough jobs for millions of images. */
const rangeSeconds = 45;
const smallestRange = 16;
const measuredImages = 16;

/** Images of one range for a speed: some 45 seconds of them, 16 to 4,096. */
export function imagesPerRange(imagesPerSecond: number): number {
  return Math.max(smallestRange, Math.min(largestRange, Math.round(rangeSeconds * imagesPerSecond)));
}

/**
 * Images a second that are read, preprocessed and encoded, measured on the archive's first images: each tensor is encoded
 * twice, and the second time counts.
 *
 * @returns undefined where no image could be read
 */
export async function measureSpeed(
  archive: Archive,
  encoder: Encoder,
  options: CallOptions = {},
): Promise<number | undefined> {
  const tensors: Float32Array[] = [];
  let seen = 0;
  const began = performance.now();
  for await (const { key } of archive.keys(options)) {
    if (seen++ >= measuredImages) break;
    try {
      const { tensor } = await encoder.preprocess(await archive.bytes(key, options), options);
      tensors.push(tensor);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "image_unreadable") throw error;
    }
  }
  if (tensors.length === 0) return undefined;
  const preprocessingMs = performance.now() - began;
  let encodingMs = 0;
  for (let round = 0; round < 2; round++) {
    const start = performance.now();
    await encoder.encodeImages(tensors, { ...options, lane: "bulk" });
    encodingMs = performance.now() - start;
  }
  return (1000 * tensors.length) / Math.max(1, preprocessingMs, encodingMs);
}
