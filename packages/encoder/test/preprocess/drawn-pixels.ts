import type { RgbImage } from "../../src/preprocess/rgb-image.ts";

/** The picture that `record-open-clip.py` draws too. */
export function drawnPixels(width: number, height: number): RgbImage {
  const pixels = new Uint8Array(width * height * 3);
  let place = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) pixels[place++] = (x * 31 + y * 17 + c * 101) ^ (x * y);
    }
  }
  return { width, height, pixels };
}
