import type { PlanePool } from "../noise/planes.ts";
import { cosine, sine } from "../noise/exact-math.ts";
import type { MaskName } from "../parameters/names.ts";
import type { PhantomParameters } from "../parameters/parameters.ts";

/** What one structure changed in the lesion's pigments, with the fading by later structures already applied. */
export interface PigmentLayer {
  name: MaskName;
  melanin?: Float32Array;
  haemoglobin?: Float32Array;
  blue?: Float32Array;
  white?: Float32Array;
}

/** Something opaque on top, in linear light: out = under * (1 - alpha) + (red, green, blue), those premultiplied. */
export interface Overlay {
  name: MaskName;
  alpha: Float32Array;
  red: Float32Array;
  green: Float32Array;
  blue: Float32Array;
}

/** A box of pixels, both ends included. */
export interface Bounds {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Bounds that hold any frame. */
export const wholeFrame: Bounds = { left: 0, right: Infinity, top: 0, bottom: Infinity };

/**
 * The picture while it is drawn: planes of optical density, one value a pixel. Lesion coordinates (u, v) have the
 * lesion's centre at 0 and one image height at zoom 1 as their unit; they turn and shift with the view.
 */
export interface Scene {
  parameters: PhantomParameters;
  width: number;
  height: number;
  /** Pixels of one lesion unit. */
  scale: number;
  /** Pixels of 1/240 of a lesion unit: the pixel in which structures were measured on real photographs. */
  unit: number;
  centreX: number;
  centreY: number;
  cos: number;
  sin: number;
  skinMelanin: Float32Array;
  skinHaemoglobin: Float32Array;
  melanin: Float32Array;
  haemoglobin: Float32Array;
  blue: Float32Array;
  white: Float32Array;
  /** Multiplies the reflected light: furrows, folds, relief. */
  relief: Float32Array;
  /** The lesion's own melanin before any structure: what networks are proportional to, so that one does not depend on another. */
  ground: Float32Array;
  /** Coverage of the lesion, 0 to 1. */
  lesion: Float32Array;
  /** Signed distance to the border in lesion units, positive inside. */
  inside: Float32Array;
  /** Where the lesion and its satellites are, in pixels, both ends included; the whole frame until the outline is drawn. */
  bounds: Bounds;
  layers: PigmentLayer[];
  overlays: Overlay[];
  take(): Float32Array;
}

/** Opens an empty scene whose planes come from the pool. */
export function createScene(parameters: PhantomParameters, pool: PlanePool): Scene {
  const { width, height, view } = parameters;
  const scale = height * view.zoom;
  return {
    parameters,
    width,
    height,
    scale,
    unit: scale / 240,
    centreX: width / 2 + view.offsetX * height,
    centreY: height / 2 + view.offsetY * height,
    cos: cosine(view.rotation),
    sin: sine(view.rotation),
    skinMelanin: pool.take(),
    skinHaemoglobin: pool.take(),
    melanin: pool.take(),
    haemoglobin: pool.take(),
    blue: pool.take(),
    white: pool.take(),
    relief: pool.take(),
    ground: pool.take(),
    lesion: pool.take(),
    inside: pool.take(),
    bounds: wholeFrame,
    layers: [],
    overlays: [],
    take: pool.take,
  };
}

/** Pixel column of a point in lesion coordinates. */
export function toX(scene: Scene, u: number, v: number): number {
  return scene.centreX + scene.scale * (scene.cos * u - scene.sin * v);
}

/** Pixel row of a point in lesion coordinates. */
export function toY(scene: Scene, u: number, v: number): number {
  return scene.centreY + scene.scale * (scene.sin * u + scene.cos * v);
}

/** A plane's value at the pixel that holds (x, y); `outside` beyond the frame. */
export function sample(scene: Scene, plane: Float32Array, x: number, y: number, outside = 0): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (column < 0 || row < 0 || column >= scene.width || row >= scene.height) return outside;
  return plane[row * scene.width + column];
}
