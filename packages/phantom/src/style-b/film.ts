import { encodeSrgb } from "../truth/colour-space.ts";
import type { Canvas } from "./canvas.ts";
import { latticeValue } from "./value-noise.ts";

const steps = 2048;
const encoded = Float32Array.from({ length: steps + 1 }, (_, step) => 255 * encodeSrgb(step / steps));

/** The camera of style B works on L*a*b*: lightness is stretched round 50, a and b are shifted, corners darken. */
export interface Film {
  gain: number;
  lift: number;
  a: number;
  b: number;
  falloff: number;
  /** How often the binomial filter (1 2 1) runs in each direction. */
  passes: number;
}

/** Reads the camera's parameters. */
export function createFilm({ camera, height }: Canvas["parameters"]): Film {
  const sigma = camera.blur * (height / 240);
  const gain = 0.9 + 0.25 * camera.contrast;
  return {
    gain,
    lift: 50 * (1 - gain) + 16 * (camera.exposure - 1),
    a: 4 * camera.tint + 1.5 * camera.warmth,
    b: 6 * camera.warmth,
    falloff: 24 * camera.vignette,
    passes: Math.min(6, Math.round(2 * sigma * sigma + 0.3)),
  };
}

/** A box of pixels, both ends included. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * The binomial filter in place, inside the box; `scratch` is overwritten there. A box inside the frame must have a
 * margin of zeros of more than `passes` pixels.
 */
export function softenPlane(plane: Float32Array, scratch: Float32Array, width: number, box: Box, passes: number): void {
  for (let pass = 0; pass < passes; pass++) {
    softenRows(plane, scratch, width, box);
    softenColumns(scratch, plane, width, box);
  }
}

function softenRows(from: Float32Array, to: Float32Array, width: number, box: Box): void {
  for (let y = box.top; y <= box.bottom; y++) {
    const last = y * width + box.right;
    let index = y * width + box.left;
    let here = from[index];
    let before = here;
    for (; index < last; index++) {
      const after = from[index + 1];
      to[index] = 0.25 * before + 0.5 * here + 0.25 * after;
      before = here;
      here = after;
    }
    to[last] = 0.25 * before + 0.5 * here + 0.25 * here;
  }
}

function softenColumns(from: Float32Array, to: Float32Array, width: number, box: Box): void {
  for (let y = box.top; y <= box.bottom; y++) {
    const up = y > box.top ? -width : 0;
    const down = y < box.bottom ? width : 0;
    const last = y * width + box.right;
    for (let index = y * width + box.left; index <= last; index++) {
      to[index] = 0.25 * from[index + up] + 0.5 * from[index] + 0.25 * from[index + down];
    }
  }
}

function cube(t: number): number {
  return t > 6 / 29 ? t * t * t : 3 * (6 / 29) * (6 / 29) * (t - 4 / 29);
}

/** Linear sRGB of a colour in L*a*b* (D65), written to `out`; may pass 0..1. */
export function labToLinear(lightness: number, a: number, b: number, out: Float64Array): void {
  const fy = (lightness + 16) / 116;
  const x = 0.95047 * cube(fy + a / 500);
  const y = cube(fy);
  const z = 1.08883 * cube(fy - b / 200);
  out[0] = 3.2404542 * x - 1.5371385 * y - 0.4985314 * z;
  out[1] = -0.969266 * x + 1.8760108 * y + 0.041556 * z;
  out[2] = 0.0556434 * x - 0.2040259 * y + 1.0572252 * z;
}

function level(light: number): number {
  return encoded[((light < 0 ? 0 : light > 1 ? 1 : light) * steps + 0.5) | 0];
}

/** Develops the picture (planes of L*a*b*, already soft) into RGB bytes; grain is white and mostly of lightness. */
export function developFilm(
  canvas: Canvas,
  film: Film,
  [lightness, a, b]: readonly [Float32Array, Float32Array, Float32Array],
): Uint8ClampedArray {
  const { width, height } = canvas;
  const pixels = new Uint8ClampedArray(width * height * 3);
  const seed = canvas.seed("view", "grain");
  const grain = 1.1 * canvas.parameters.camera.noise;
  const out = new Float64Array(3);
  const inverse = 4 / (width * width + height * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      const distance = ((x - width / 2) * (x - width / 2) + (y - height / 2) * (y - height / 2)) * inverse;
      const noise = grain * (latticeValue(x, y, seed) + latticeValue(x, y, seed + 1) - 1);
      const colourNoise = 0.5 * grain * (latticeValue(x >> 1, y >> 1, seed + 2) - 0.5);
      const l = film.gain * lightness[index] + film.lift - film.falloff * distance + noise;
      labToLinear(l < 0 ? 0 : l > 100 ? 100 : l, a[index] + film.a + colourNoise, b[index] + film.b - colourNoise, out);
      pixels[index * 3] = level(out[0]);
      pixels[index * 3 + 1] = level(out[1]);
      pixels[index * 3 + 2] = level(out[2]);
    }
  }
  return pixels;
}
