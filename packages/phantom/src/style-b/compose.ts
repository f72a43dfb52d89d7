import { softenPlane, type Film } from "./film.ts";
import type { Canvas, Layer } from "./canvas.ts";

/** CIE76 difference above which a pixel counts as showing a layer. */
const visibleDifference = 3;

type Planes = readonly [Float32Array, Float32Array, Float32Array];

/** The canvas with its layers from `from` on laid over it, leaving out `without`. */
function layOver(canvas: Canvas, index: number, without: Layer | undefined, out: Float64Array): void {
  let l = canvas.lightness[index];
  let a = canvas.a[index];
  let b = canvas.b[index];
  for (const layer of canvas.layers) {
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
  const out = new Float64Array(3);
  for (let index = 0; index < planes[0].length; index++) {
    layOver(canvas, index, undefined, out);
    planes[0][index] = out[0];
    planes[1][index] = out[1];
    planes[2][index] = out[2];
  }
  return planes;
}

/** 1 where the finished picture would differ visibly had the layer not been drawn. `whole` are the planes of `composeLayers`, before the lens. */
export function visibleLayer(canvas: Canvas, layer: Layer, whole: Planes, film: Film): Uint8Array {
  const { width, height } = canvas;
  const change: Planes = [canvas.take(), canvas.take(), canvas.take()];
  const out = new Float64Array(3);
  for (let index = 0; index < layer.alpha.length; index++) {
    if (Math.abs(layer.alpha[index]) < 0.004) continue;
    layOver(canvas, index, layer, out);
    change[0][index] = film.gain * (whole[0][index] - out[0]);
    change[1][index] = whole[1][index] - out[1];
    change[2][index] = whole[2][index] - out[2];
  }
  if (film.passes > 0) {
    const scratch = canvas.take();
    for (const plane of change) softenPlane(plane, scratch, width, height, film.passes);
  }
  const mask = new Uint8Array(width * height);
  const limit = visibleDifference * visibleDifference;
  const [l, a, b] = change;
  for (let index = 0; index < mask.length; index++) {
    if (l[index] * l[index] + a[index] * a[index] + b[index] * b[index] > limit) mask[index] = 1;
  }
  return mask;
}
