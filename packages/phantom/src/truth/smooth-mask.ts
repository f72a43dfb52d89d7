import { boxBlur } from "../noise/blur.ts";

/** A mask of 0 and 1 with a frame of zeros round it, slightly blurred, so that its 0.5 level is a smooth contour. */
export interface SmoothMask {
  values: Float32Array;
  width: number;
  height: number;
}

/** Pads by `margin` pixels and blurs over about 1.5 px: the staircase of the pixels must not count as perimeter. */
export function smoothMask(mask: Uint8Array, width: number, height: number, margin = 6): SmoothMask {
  const paddedWidth = width + 2 * margin;
  const paddedHeight = height + 2 * margin;
  const values = new Float32Array(paddedWidth * paddedHeight);
  for (let y = 0; y < height; y++) {
    const row = (y + margin) * paddedWidth + margin;
    for (let x = 0; x < width; x++) values[row + x] = mask[y * width + x];
  }
  boxBlur(values, new Float32Array(values.length), paddedWidth, paddedHeight, 1, 3);
  return { values, width: paddedWidth, height: paddedHeight };
}

/** Bilinear value at (x, y), pixel centres at whole numbers; 0 outside. */
export function valueAt(mask: SmoothMask, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (column < 0 || row < 0 || column >= mask.width - 1 || row >= mask.height - 1) return 0;
  const fx = x - column;
  const fy = y - row;
  const at = row * mask.width + column;
  const v = mask.values;
  const upper = v[at] + fx * (v[at + 1] - v[at]);
  const lower = v[at + mask.width] + fx * (v[at + mask.width + 1] - v[at + mask.width]);
  return upper + fy * (lower - upper);
}
