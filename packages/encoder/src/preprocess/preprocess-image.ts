import type { PreprocessedImage } from "@lesion-atlas/core";
import { decodeImage } from "./decode/decode-image.ts";
import { perceptualHash } from "./perceptual-hash.ts";
import type { PreprocessingSettings } from "./settings.ts";
import { createToTensor } from "./to-tensor.ts";

/**
 * The whole way of one image on the calling thread.
 *
 * @returns the function for one model's settings: bytes of a file in, tensor and facts out; it throws AppError
 * `image_unreadable` with the reason
 */
export function createPreprocessImage(
  settings: PreprocessingSettings,
): (imageBytes: Uint8Array, options?: { limitMs?: number }) => Promise<PreprocessedImage> {
  const toTensor = createToTensor(settings);
  return async (imageBytes, options) => {
    const image = await decodeImage(imageBytes, options);
    const { width, height } = image;
    return { tensor: toTensor(image), width, height, perceptualHash: perceptualHash(image) };
  };
}
