import type { Random } from "../noise/random.ts";
import { noiseField, smoothstep, thresholdForShare } from "./field.ts";
import type { Scene } from "./scene.ts";

/** How a patch inside the lesion is shaped. */
export interface RegionOptions {
  /** About this share of the lesion. */
  share: number;
  /** Patches across the lesion's diameter. */
  patches: number;
  /** Width of the patch's edge in units of the field, 0.05 (cut) to 0.6 (fading). */
  softness: number;
  /** Above 0 the patch keeps to the lesion's middle, below 0 to its rim. */
  central?: number;
}

/** A patchy part of the lesion: 0 to 1, ragged at the edge, never outside the lesion. */
export function lesionRegion(scene: Scene, random: Random, options: RegionOptions): Float32Array {
  const { diameter } = scene.parameters.outline;
  const frequency = options.patches / diameter;
  const field = noiseField(scene, random, {
    lesionOnly: true,
    frequency,
    octaves: 3,
    gain: 0.55,
    step: 4,
    warp: 0.25 / frequency,
  });
  const cut = thresholdForShare(options.share);
  const central = options.central ?? 0;
  const half = diameter / 2;
  const { lesion, inside } = scene;
  for (let index = 0; index < field.length; index++) {
    const cover = lesion[index];
    if (cover <= 0.02) {
      field[index] = 0;
      continue;
    }
    const pull = central === 0 ? 0 : central * (smoothstep(0, 0.7 * half, inside[index]) - 0.55);
    field[index] = cover * smoothstep(cut - options.softness, cut + options.softness, field[index] + pull);
  }
  return field;
}
