import { exponential } from "../noise/exact-math.ts";
import { boxBlur } from "../noise/blur.ts";
import { createRandom } from "../noise/random.ts";
import type { CameraParameters } from "../parameters/parameters.ts";
import { encodeSrgb } from "../truth/colour-space.ts";

const toneSteps = 4096;
const brightest = 1.6;

/** A camera's response to linear light: gain, S-curve and sRGB curve as one table a channel; 0..255. */
export interface Camera {
  red: Float32Array;
  green: Float32Array;
  blue: Float32Array;
  /** Light falling off toward the corners: factor = 1 - falloff * squared distance (corner = 1). */
  falloff: number;
  /** The taps of the focus filter at distance 0, 1 and 2 pixels, and how often it runs. */
  focus: { centre: number; near: number; far: number; passes: number };
}

/** Builds the response tables. */
export function createCamera(camera: CameraParameters, height: number): Camera {
  const gains = [
    exponential(0.2 * camera.warmth + 0.06 * camera.tint),
    exponential(-0.13 * camera.tint),
    exponential(-0.26 * camera.warmth + 0.08 * camera.tint),
  ];
  const [red, green, blue] = gains.map((gain) => responseTable(gain * camera.exposure, camera.contrast));
  const sigma = camera.blur * (height / 240);
  const spread = (sigma * sigma) / 2;
  const passes = Math.max(1, Math.ceil(spread / 0.3));
  const near = spread / passes;
  const far = passes === 1 ? -0.11 * (1 - near) : 0;
  return {
    red,
    green,
    blue,
    falloff: 0.55 * camera.vignette,
    focus: { centre: 1 - 2 * near - 2 * far, near, far, passes },
  };
}

function responseTable(gain: number, contrast: number): Float32Array {
  const table = new Float32Array(toneSteps + 2);
  for (let step = 0; step < table.length; step++) {
    const light = ((step / toneSteps) * brightest * gain) / (1 + 0.12 * (step / toneSteps) * brightest * gain);
    const encoded = encodeSrgb(Math.min(1, light));
    const curved = encoded * encoded * (3 - 2 * encoded);
    table[step] = 255 * (encoded + 0.55 * contrast * (curved - encoded));
  }
  return table;
}

/** The encoded level 0..255 that a response table gives for linear light. */
export function respond(table: Float32Array, light: number): number {
  const at = (light < 0 ? 0 : light > brightest ? brightest : light) * (toneSteps / brightest);
  const step = at | 0;
  return table[step] + (at - step) * (table[step + 1] - table[step]);
}

/**
 * The lens and the sharpening of the camera: a separable filter of five taps, in place, between the given rows and
 * columns (bounds included, at least 2 pixels of untouched margin assumed zero or repeated at the frame).
 */
export function focusPlane(
  plane: Float32Array,
  scratch: Float32Array,
  width: number,
  height: number,
  focus: Camera["focus"],
  bounds: { left: number; right: number; top: number; bottom: number },
): void {
  for (let pass = 0; pass < focus.passes; pass++) {
    filterRows(plane, scratch, width, focus, bounds);
    filterColumns(scratch, plane, width, height, focus, bounds);
  }
}

type Bounds = { left: number; right: number; top: number; bottom: number };

function filterRows(
  source: Float32Array,
  target: Float32Array,
  width: number,
  focus: Camera["focus"],
  b: Bounds,
): void {
  const { centre, near, far } = focus;
  const last = width - 1;
  for (let y = b.top; y <= b.bottom; y++) {
    const row = y * width;
    for (let x = b.left; x <= b.right; x++) {
      const l1 = x > 0 ? x - 1 : 0;
      const l2 = x > 1 ? x - 2 : 0;
      const r1 = x < last ? x + 1 : last;
      const r2 = x < last - 1 ? x + 2 : last;
      target[row + x] =
        centre * source[row + x] +
        near * (source[row + l1] + source[row + r1]) +
        far * (source[row + l2] + source[row + r2]);
    }
  }
}

function filterColumns(
  source: Float32Array,
  target: Float32Array,
  width: number,
  height: number,
  focus: Camera["focus"],
  b: Bounds,
): void {
  const { centre, near, far } = focus;
  const first = b.top;
  const last = Math.min(height - 1, b.bottom);
  for (let y = b.top; y <= b.bottom; y++) {
    const row = y * width;
    const u1 = (y > first ? y - 1 : first) * width;
    const u2 = (y > first + 1 ? y - 2 : first) * width;
    const d1 = (y < last ? y + 1 : last) * width;
    const d2 = (y < last - 1 ? y + 2 : last) * width;
    for (let x = b.left; x <= b.right; x++) {
      target[row + x] =
        centre * source[row + x] + near * (source[u1 + x] + source[d1 + x]) + far * (source[u2 + x] + source[d2 + x]);
    }
  }
}

const tileSize = 256;
let noiseTile: Float32Array | undefined;

/** A square of correlated noise with unit variance, made once a thread. */
function cameraNoise(): Float32Array {
  if (noiseTile) return noiseTile;
  const random = createRandom(20, "camera noise");
  const tile = Float32Array.from({ length: tileSize * tileSize }, () => random.normal());
  const smooth = Float32Array.from(tile);
  boxBlur(smooth, new Float32Array(tile.length), tileSize, tileSize, 1, 1);
  let sum = 0;
  for (let index = 0; index < tile.length; index++) {
    tile[index] = 0.45 * tile[index] + 1.9 * smooth[index];
    sum += tile[index] * tile[index];
  }
  const scale = 1 / Math.sqrt(sum / tile.length);
  for (let index = 0; index < tile.length; index++) tile[index] *= scale;
  noiseTile = tile;
  return tile;
}

/** Adds the sensor's noise (mostly grey, a little coloured; `sigma` grey levels) and rounds to RGB bytes. */
export function exposeBytes(
  red: Float32Array,
  green: Float32Array,
  blue: Float32Array,
  width: number,
  height: number,
  sigma: number,
  seed: number,
): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(width * height * 3);
  const tile = cameraNoise();
  const random = createRandom(seed, "camera");
  const mask = tileSize - 1;
  const shifts = Array.from({ length: 8 }, () => random.integer(0, mask));
  for (let y = 0; y < height; y++) {
    const grey = ((y + shifts[0]) & mask) * tileSize;
    const first = ((y + shifts[1]) & mask) * tileSize;
    const second = ((y + shifts[2]) & mask) * tileSize;
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      const n = sigma * tile[grey + ((x + shifts[3]) & mask)];
      const c = 0.45 * sigma * tile[first + ((x + shifts[4]) & mask)];
      const d = 0.45 * sigma * tile[second + ((x + shifts[5]) & mask)];
      const at = index * 3;
      pixels[at] = red[index] + n + c;
      pixels[at + 1] = green[index] + n - 0.4 * c - 0.4 * d;
      pixels[at + 2] = blue[index] + n + 1.2 * d;
    }
  }
  return pixels;
}
