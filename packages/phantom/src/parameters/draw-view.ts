import type { Random } from "../noise/random.ts";
import type { CameraParameters, ViewParameters } from "./parameters.ts";

/** A position of the camera. Dermoscopic views of one lesion differ in rotation, distance and centring. */
export function drawView(random: Random, kind: ViewParameters["kind"]): ViewParameters {
  const clinical = kind === "clinical";
  const spread = clinical ? 0.07 : random.chance(0.2) ? 0.2 : 0.06;
  return {
    kind,
    rotation: random.between(0, 2 * Math.PI),
    zoom: clinical ? random.between(0.28, 0.55) : random.between(0.7, 1.35),
    offsetX: clamp(random.normal() * spread * 1.25, 0.45),
    offsetY: clamp(random.normal() * spread, 0.35),
  };
}

/** Keeps the lesion's centre in the frame. */
function clamp(offset: number, most: number): number {
  return Math.max(-most, Math.min(most, offset));
}

/** A camera and its light: partial white balance with a cast, exposure, contrast, focus, noise, compression. */
export function drawCamera(random: Random): CameraParameters {
  return {
    warmth: random.normal() * 0.55,
    tint: random.normal() * 0.6,
    exposure: random.between(0.55, 1.4) * random.between(0.8, 1),
    contrast: random.between(0.1, 1),
    blur: random.between(0.15, 0.75) + (random.chance(0.08) ? random.between(0.3, 0.9) : 0),
    noise: random.between(0.6, 3.4),
    vignette: random.chance(0.5) ? random.between(0.1, 0.9) : random.between(0, 0.2),
    jpegQuality: random.integer(72, 95),
  };
}
