import type { RgbImage } from "../rgb-image.ts";
import { type Coefficients, resampleCoefficients } from "./coefficients.ts";
import { type Kernel, kernels } from "./kernels.ts";
import { resampleAcross, resampleDown } from "./passes.ts";

/** Pixels of an image, a rectangle of it. */
export interface Window {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface ResampleOptions {
  /** Size that the whole image would get. */
  width: number;
  height: number;
  interpolation: keyof typeof kernels;
  /** The part of that size which is wanted; only what it needs is computed. Default: all. */
  window?: Window;
}

/**
 * Exactly the bytes of Pillow's `Image.resize((width, height), resample)` on an RGB image, cropped to `window`: two
 * passes with 8 bits between them; a pass that changes nothing is left out. First across, then down
 * (`ImagingResample` in src/libImaging/Resample.c); the other way round for an image more than 100 times as high as
 * wide that gets lower (`Image.resize` in src/PIL/Image.py).
 */
export function resample(image: RgbImage, options: ResampleOptions): RgbImage {
  const { width, height, interpolation, window = { left: 0, top: 0, width, height } } = options;
  if (image.height <= image.width * 100 || height >= image.height) return acrossThenDown(image, options);
  const column = { ...window, left: 0, width: image.width };
  const low = acrossThenDown(image, { width: image.width, height, interpolation, window: column });
  return acrossThenDown(low, { width, height: low.height, interpolation, window: { ...window, top: 0 } });
}

function acrossThenDown(image: RgbImage, { width, height, interpolation, window }: ResampleOptions): RgbImage {
  const kernel = kernels[interpolation];
  const { left, top, ...size } = window ?? { left: 0, top: 0, width, height };
  const down = passOf(kernel, image.height, height, top, size.height);
  const firstRow = down ? down.first[0] : top;
  const rows = down ? rowsUsed(down) : size.height;

  const across = passOf(kernel, image.width, width, left, size.width);
  const rowLength = size.width * 3;
  let pixels = new Uint8Array(rows * rowLength);
  if (across) resampleAcross(image.pixels, image.width, firstRow, rows, across, pixels);
  else copyColumns(image, firstRow, left, size.width, pixels);
  if (down) {
    const tall = pixels;
    pixels = new Uint8Array(size.height * rowLength);
    resampleDown(tall, rowLength, firstRow, down, pixels);
  }
  return { ...size, pixels };
}

/** @returns undefined where the pass would change nothing */
function passOf(kernel: Kernel, from: number, to: number, start: number, length: number): Coefficients | undefined {
  return from === to ? undefined : resampleCoefficients(kernel, from, to, start, length);
}

/** Rows from the first that the window needs to the last. */
function rowsUsed({ first, count }: Coefficients): number {
  const last = first.length - 1;
  return first[last] + count[last] - first[0];
}

function copyColumns(image: RgbImage, firstRow: number, left: number, width: number, output: Uint8Array): void {
  const rowLength = width * 3;
  for (let row = 0; row * rowLength < output.length; row++) {
    const start = ((firstRow + row) * image.width + left) * 3;
    output.set(image.pixels.subarray(start, start + rowLength), row * rowLength);
  }
}
