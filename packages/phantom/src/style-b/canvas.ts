import { cosine, sine } from "../noise/exact-math.ts";
import type { PlanePool } from "../noise/planes.ts";
import { createRandom, mixSeed, type Random } from "../noise/random.ts";
import type { MaskName } from "../parameters/names.ts";
import type { PhantomParameters } from "../parameters/parameters.ts";

/** A colour in CIE L*a*b*, in which style B draws: layers are laid over each other there, not in light. */
export type Lab = readonly [lightness: number, a: number, b: number];

/** Something drawn: where it covers (`alpha`), the colour is drawn toward `colour`, or moved by it. */
export interface Layer {
  name: MaskName;
  alpha: Float32Array;
  colour: Lab;
  mode: "toward" | "shift";
  /** Lies on the skin's surface or the lens, hiding the lesion. */
  onTop: boolean;
}

/** The picture while it is drawn. Lesion coordinates have one image height at zoom 1 as their unit. */
export interface Canvas {
  parameters: PhantomParameters;
  width: number;
  height: number;
  /** Pixels of one lesion unit, and of 1/240 of an image height. */
  scale: number;
  pixel: number;
  centreX: number;
  centreY: number;
  cos: number;
  sin: number;
  /** Lesion coordinates of each pixel. */
  u: Float32Array;
  v: Float32Array;
  lightness: Float32Array;
  a: Float32Array;
  b: Float32Array;
  /** Signed distance to the border in lesion units, positive inside; and the lesion's coverage, 0 to 1. */
  inside: Float32Array;
  lesion: Float32Array;
  layers: Layer[];
  take(): Float32Array;
  /** A stream for what belongs to the lesion, the skin or the view. */
  random(of: keyof PhantomParameters["seeds"], name: string): Random;
  /** A seed for noise, as `random`. */
  seed(of: keyof PhantomParameters["seeds"], name: string): number;
}

/** Opens an empty canvas whose planes come from the pool. */
export function createCanvas(parameters: PhantomParameters, pool: PlanePool): Canvas {
  const { width, height, view, seeds } = parameters;
  const canvas: Canvas = {
    parameters,
    width,
    height,
    scale: height * view.zoom,
    pixel: height / 240,
    centreX: width / 2 + view.offsetX * height,
    centreY: height / 2 + view.offsetY * height,
    cos: cosine(view.rotation),
    sin: sine(view.rotation),
    u: pool.take(),
    v: pool.take(),
    lightness: pool.take(),
    a: pool.take(),
    b: pool.take(),
    inside: pool.take(),
    lesion: pool.take(),
    layers: [],
    take: pool.take,
    random: (of, name) => createRandom(seeds[of], `B ${name}`),
    seed: (of, name) => mixSeed(seeds[of], `B ${name}`),
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = (x + 0.5 - canvas.centreX) / canvas.scale;
      const dy = (y + 0.5 - canvas.centreY) / canvas.scale;
      canvas.u[y * width + x] = canvas.cos * dx + canvas.sin * dy;
      canvas.v[y * width + x] = canvas.cos * dy - canvas.sin * dx;
    }
  }
  return canvas;
}

/** Adds a layer. */
export function addLayer(
  canvas: Canvas,
  name: MaskName,
  alpha: Float32Array,
  colour: Lab,
  options: { mode?: Layer["mode"]; onTop?: boolean } = {},
): void {
  canvas.layers.push({ name, alpha, colour, mode: options.mode ?? "toward", onTop: options.onTop ?? false });
}

/** 0 below `low`, 1 above `high`, straight in between. */
export function ramp(low: number, high: number, value: number): number {
  const t = (value - low) / (high - low);
  return t < 0 ? 0 : t > 1 ? 1 : t;
}
