import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { randomNumbers } from "../points/random-unit.ts";

/** What a view may differ in from its picture. */
const jitter = { smallestShare: 0.55, brightness: 0.15, saturation: 0.2, hueDegrees: 8 };

/**
 * A view of a picture as a file's bytes: view 0 is the picture as it is, the others are crops, half of them mirrored, in
 * other light. There are no quarter turns: the demo encoder gives the same vector for them.
 *
 * @param seed of this picture and view
 */
export async function augmentedView(file: string, view: number, seed: number): Promise<Uint8Array> {
  if (view === 0) return readFile(file);
  const random = scattered(seed);
  const between = (low: number, high: number) => low + ((random() + 1) / 2) * (high - low);
  const { width, height } = await sharp(file).metadata();
  const share = between(jitter.smallestShare, 0.95);
  const [cropWidth, cropHeight] = [Math.round(width * share), Math.round(height * share)];
  const crop = {
    left: Math.floor(between(0, width - cropWidth)),
    top: Math.floor(between(0, height - cropHeight)),
    width: cropWidth,
    height: cropHeight,
  };
  const mirrored = random() < 0;
  return sharp(file)
    .extract(crop)
    .flop(mirrored)
    .modulate({
      brightness: between(1 - jitter.brightness, 1 + jitter.brightness),
      saturation: between(1 - jitter.saturation, 1 + jitter.saturation),
      hue: Math.round(between(-jitter.hueDegrees, jitter.hueDegrees)),
    })
    .png({ compressionLevel: 0 })
    .toBuffer();
}

/** Neighbouring seeds of xorshift begin alike. */
function scattered(seed: number): () => number {
  const random = randomNumbers(Math.imul(seed + 1, 0x9e3779b1));
  for (let n = 0; n < 8; n++) random();
  return random;
}
