import sharp from "sharp";
import { maskNames, type MaskName } from "../parameters/names.ts";

/**
 * A PNG of all masks of an image: bit n of the 32-bit pixel (red the lowest 8 bits, then green, blue, alpha) is the
 * layer `maskNames[n]`. Lossless, so that a reader gets the bits by looking at the RGBA bytes.
 */
export async function encodeMasks(
  masks: Partial<Record<MaskName, Uint8Array>>,
  width: number,
  height: number,
): Promise<Buffer> {
  const bits = Buffer.alloc(width * height * 4);
  maskNames.forEach((name, bit) => {
    const mask = masks[name];
    if (!mask) return;
    const value = 1 << (bit & 7);
    const byte = bit >> 3;
    for (let index = 0; index < mask.length; index++) if (mask[index]) bits[index * 4 + byte] |= value;
  });
  return sharp(bits, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 4, adaptiveFiltering: false })
    .toBuffer();
}
