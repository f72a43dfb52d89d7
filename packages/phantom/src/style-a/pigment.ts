import type { MaskName } from "../parameters/names.ts";
import type { PigmentLayer, Scene } from "./scene.ts";

/** What full strength of a structure adds to the lesion's planes, and what share of what lies there it replaces. */
export interface PigmentEffect {
  melanin?: number;
  haemoglobin?: number;
  blue?: number;
  white?: number;
  /** Share of the pigment beneath that goes at strength 1. */
  fade?: number;
}

const channels = ["melanin", "haemoglobin", "blue", "white"] as const;

function fadeLayers(layers: readonly PigmentLayer[], strength: Float32Array, fade: number): void {
  for (const layer of layers) {
    for (const channel of channels) {
      const plane = layer[channel];
      if (plane) attenuate(plane, strength, fade);
    }
  }
}

function attenuate(plane: Float32Array, strength: Float32Array, fade: number): void {
  for (let index = 0; index < plane.length; index++) {
    const s = strength[index];
    if (s > 0) plane[index] *= 1 - fade * s;
  }
}

function blend(plane: Float32Array, change: Float32Array, strength: Float32Array, amount: number, fade: number): void {
  for (let index = 0; index < plane.length; index++) {
    const s = strength[index];
    if (s <= 0) continue;
    const delta = amount * s - fade * s * plane[index];
    change[index] = delta;
    plane[index] += delta;
  }
}

/** Draws a structure: fades what lies under it, adds its own pigments, and remembers exactly what it changed. */
export function addPigment(scene: Scene, name: MaskName, strength: Float32Array, effect: PigmentEffect): void {
  const fade = effect.fade ?? 0;
  if (fade > 0) fadeLayers(scene.layers, strength, fade);
  const layer: PigmentLayer = { name };
  for (const channel of channels) {
    const amount = effect[channel] ?? 0;
    if (amount === 0 && fade === 0) continue;
    const change = scene.take();
    blend(scene[channel], change, strength, amount, fade);
    layer[channel] = change;
  }
  scene.layers.push(layer);
}

/** Draws a structure whose change of melanin (signed) was computed pixel by pixel. */
export function addMelanin(scene: Scene, name: MaskName, change: Float32Array): void {
  const { melanin } = scene;
  for (let index = 0; index < melanin.length; index++) melanin[index] += change[index];
  scene.layers.push({ name, melanin: change });
}
