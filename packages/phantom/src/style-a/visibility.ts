import { boxBlur } from "../noise/blur.ts";
import { squaredDifference } from "../truth/colour-space.ts";
import { focusPlane, respond, type Camera } from "./camera.ts";
import { lightWithout, scatterRadius, type LayerLight, type Light } from "./light.ts";
import type { Overlay, PigmentLayer, Scene } from "./scene.ts";

/** CIE76 difference above which a pixel counts as showing a feature. */
export const visibleDifference = 3;

/** A developed picture and what is needed to ask how it would look without one of its layers. */
export interface Developed {
  scene: Scene;
  light: Light;
  camera: Camera;
  /** Share of the light beneath that passes all overlays. */
  passing: Float32Array;
  /** Linear light at the sensor. */
  sums: readonly [Float32Array, Float32Array, Float32Array];
  /** Encoded levels before and after the lens. */
  raw: readonly [Float32Array, Float32Array, Float32Array];
  seen: readonly [Float32Array, Float32Array, Float32Array];
  /** Light at the sensor of each pixel relative to the centre. */
  falloff: Float32Array;
}

type Without = (index: number, out: Float64Array) => boolean;

/** The pixels whose colour changes by more than `visibleDifference` when a structure of the lesion is taken away. */
export function visiblePigment(developed: Developed, layer: PigmentLayer): Uint8Array {
  const { scene, light, passing } = developed;
  let deep: Float32Array | undefined;
  if (layer.melanin) {
    deep = scene.take();
    deep.set(layer.melanin);
    boxBlur(deep, scene.take(), scene.width, scene.height, scatterRadius(scene));
  }
  const { melanin, haemoglobin, blue, white } = layer;
  const layerLight: LayerLight = { layer, deep };
  return visibleWithout(developed, (index, out) => {
    const change =
      (deep ? Math.abs(deep[index]) : 0) +
      (melanin ? Math.abs(melanin[index]) : 0) +
      (haemoglobin ? Math.abs(haemoglobin[index]) : 0) +
      (blue ? Math.abs(blue[index]) : 0) +
      (white ? Math.abs(white[index]) : 0);
    if (change < 0.015 || passing[index] < 0.02) return false;
    lightWithout(scene, light, layerLight, index, out);
    out[0] = (out[0] - light.red[index]) * passing[index];
    out[1] = (out[1] - light.green[index]) * passing[index];
    out[2] = (out[2] - light.blue[index]) * passing[index];
    return true;
  });
}

/** The same for something that lies on top. */
export function visibleOverlay(developed: Developed, overlay: Overlay): Uint8Array {
  const { scene, light } = developed;
  const position = scene.overlays.indexOf(overlay);
  const below = scene.overlays.slice(0, position);
  const above = scene.overlays.slice(position + 1);
  return visibleWithout(developed, (index, out) => {
    const a = overlay.alpha[index];
    if (a < 0.01) return false;
    let r = light.red[index];
    let g = light.green[index];
    let b = light.blue[index];
    for (const other of below) {
      const keep = 1 - other.alpha[index];
      r = r * keep + other.red[index];
      g = g * keep + other.green[index];
      b = b * keep + other.blue[index];
    }
    let pass = 1;
    for (const other of above) pass *= 1 - other.alpha[index];
    out[0] = (a * r - overlay.red[index]) * pass;
    out[1] = (a * g - overlay.green[index]) * pass;
    out[2] = (a * b - overlay.blue[index]) * pass;
    return true;
  });
}

/** `without` writes the change of linear light at a pixel when the layer goes, or says that there is none. */
function visibleWithout(developed: Developed, without: Without): Uint8Array {
  const { scene, camera, raw, seen, falloff } = developed;
  const { width, height } = scene;
  const planes = [scene.take(), scene.take(), scene.take()];
  const change = new Float64Array(3);
  const tables = [camera.red, camera.green, camera.blue];
  const sums = developed.sums;
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      if (!without(index, change)) continue;
      const f = falloff[index];
      for (let channel = 0; channel < 3; channel++) {
        const level = respond(tables[channel], sums[channel][index] + change[channel] * f);
        planes[channel][index] = raw[channel][index] - level;
      }
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  const mask = new Uint8Array(width * height);
  if (right < 0) return mask;
  const reach = 2 * camera.focus.passes;
  const bounds = {
    left: Math.max(0, left - reach),
    right: Math.min(width - 1, right + reach),
    top: Math.max(0, top - reach),
    bottom: Math.min(height - 1, bottom + reach),
  };
  for (const plane of planes) focusPlane(plane, scene.take(), width, height, camera.focus, bounds);
  markVisible(mask, seen, planes, width, bounds);
  return mask;
}

function markVisible(
  mask: Uint8Array,
  seen: Developed["seen"],
  change: readonly Float32Array[],
  width: number,
  bounds: { left: number; right: number; top: number; bottom: number },
): void {
  const [red, green, blue] = seen;
  const [dr, dg, db] = change;
  const limit = visibleDifference * visibleDifference;
  for (let y = bounds.top; y <= bounds.bottom; y++) {
    for (let x = bounds.left; x <= bounds.right; x++) {
      const index = y * width + x;
      const r = dr[index];
      const g = dg[index];
      const b = db[index];
      if (Math.abs(r) + Math.abs(g) + Math.abs(b) < 2) continue;
      const difference = squaredDifference(
        red[index],
        green[index],
        blue[index],
        red[index] - r,
        green[index] - g,
        blue[index] - b,
      );
      if (difference > limit) mask[index] = 1;
    }
  }
}
