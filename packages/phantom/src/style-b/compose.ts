import { softenPlane, type Box, type Film } from "./film.ts";
import type { Canvas, Layer } from "./canvas.ts";

/** CIE76 difference above which a pixel counts as showing a layer. */
const visibleDifference = 3;

type Planes = readonly [Float32Array, Float32Array, Float32Array];

const tone = new Float64Array(3);

/** The canvas with its layers from `from` on laid over it, leaving out `without`. */
function layOver(canvas: Canvas, index: number, without: Layer | undefined, out: Float64Array): void {
  let l = canvas.lightness[index];
  let a = canvas.a[index];
  let b = canvas.b[index];
  const { layers } = canvas;
  for (let at = 0; at < layers.length; at++) {
    const layer = layers[at];
    const alpha = layer.alpha[index];
    if (alpha === 0 || layer === without) continue;
    const cl = layer.colour[0];
    const ca = layer.colour[1];
    const cb = layer.colour[2];
    if (layer.mode === "shift") {
      l += alpha * cl;
      a += alpha * ca;
      b += alpha * cb;
    } else {
      l += alpha * (cl - l);
      a += alpha * (ca - a);
      b += alpha * (cb - b);
    }
  }
  out[0] = l < 0 ? 0 : l > 100 ? 100 : l;
  out[1] = a;
  out[2] = b;
}

/** All layers laid over the ground. */
export function composeLayers(canvas: Canvas): Planes {
  const planes: Planes = [canvas.take(), canvas.take(), canvas.take()];
  const [l, a, b] = planes;
  for (let index = 0; index < l.length; index++) {
    layOver(canvas, index, undefined, tone);
    l[index] = tone[0];
    a[index] = tone[1];
    b[index] = tone[2];
  }
  return planes;
}

/** Planes that `visibleLayer` works in, all zero between calls. */
export interface Difference {
  planes: Planes;
  scratch: Float32Array;
}

/** Takes the planes from the canvas. */
export function createDifference(canvas: Canvas): Difference {
  return { planes: [canvas.take(), canvas.take(), canvas.take()], scratch: canvas.take() };
}

/** 1 where the finished picture would differ visibly had the layer not been drawn. `whole` are the planes of `composeLayers`, before the lens. */
export function visibleLayer(
  canvas: Canvas,
  layer: Layer,
  whole: Planes,
  film: Film,
  difference: Difference,
): Uint8Array {
  const { width, height } = canvas;
  const mask = new Uint8Array(width * height);
  const changed = subtractLayer(canvas, layer, whole, film.gain, difference.planes);
  if (changed.right < 0) return mask;
  const margin = film.passes + 1;
  const box = {
    left: Math.max(0, changed.left - margin),
    right: Math.min(width - 1, changed.right + margin),
    top: Math.max(0, changed.top - margin),
    bottom: Math.min(height - 1, changed.bottom + margin),
  };
  for (const plane of difference.planes) softenPlane(plane, difference.scratch, width, box, film.passes);
  markVisible(mask, difference.planes, width, box);
  for (const plane of difference.planes) plane.fill(0, box.top * width, (box.bottom + 1) * width);
  return mask;
}

function subtractLayer(canvas: Canvas, layer: Layer, whole: Planes, gain: number, change: Planes): Box {
  const { width, height } = canvas;
  const { alpha } = layer;
  const [l, a, b] = change;
  const [wholeL, wholeA, wholeB] = whole;
  const box = { left: width, right: -1, top: height, bottom: -1 };
  for (let y = 0; y < height; y++) {
    let first = -1;
    let last = -1;
    const end = (y + 1) * width;
    for (let index = end - width; index < end; index++) {
      if (Math.abs(alpha[index]) < 0.004) continue;
      layOver(canvas, index, layer, tone);
      l[index] = gain * (wholeL[index] - tone[0]);
      a[index] = wholeA[index] - tone[1];
      b[index] = wholeB[index] - tone[2];
      if (first < 0) first = index;
      last = index;
    }
    if (first < 0) continue;
    box.left = Math.min(box.left, first + width - end);
    box.right = Math.max(box.right, last + width - end);
    box.top = Math.min(box.top, y);
    box.bottom = y;
  }
  return box;
}

function markVisible(mask: Uint8Array, [l, a, b]: Planes, width: number, box: Box): void {
  const limit = visibleDifference * visibleDifference;
  for (let y = box.top; y <= box.bottom; y++) {
    const end = y * width + box.right;
    for (let index = y * width + box.left; index <= end; index++) {
      if (l[index] * l[index] + a[index] * a[index] + b[index] * b[index] > limit) mask[index] = 1;
    }
  }
}
