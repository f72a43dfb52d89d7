import type { ArtefactName, ColourName, StructureName } from "./names.ts";

/** The skin around and under the lesion. Optical densities of melanin: about 0.1 (type I) to 1.9 (type VI). */
export interface SkinParameters {
  melanin: number;
  /** 0.1 pale to 1 flushed. */
  haemoglobin: number;
  /** Depth of furrows and mottling, 0 to 1. */
  texture: number;
  /** Visible follicle openings, 0 to 1. */
  pores: number;
  /** Freckles and sun damage, 0 to 1. */
  freckles: number;
  /** Fine vessels of the surrounding skin, 0 to 1. */
  vessels: number;
}

/** The lesion's shape. Lengths are shares of the image height at zoom 1. */
export interface OutlineParameters {
  /** Longest diameter, 0.05 to 1.2. */
  diameter: number;
  /** Short over long axis, 0.4 to 1. */
  aspect: number;
  /** How unlike the two halves along the long axis are, 0 to 1. */
  asymmetryMajor: number;
  /** The same along the short axis. */
  asymmetryMinor: number;
  /** Notches and bays of the border, 0 to 1. */
  irregularity: number;
  /** Mean softness of the border, share of the image height, 0.004 (cut) to 0.08 (fading). */
  softness: number;
  /** How much the softness differs from sector to sector, 0 to 1. */
  softnessVariation: number;
  /** Number of small detached spots. */
  satellites: number;
  /** Darkness of the pigment: optical density of melanin added to the skin's, 0 to 3. */
  pigment: number;
}

/** Where the camera stands. The same lesion seen by another view keeps every seed but `view`. */
export interface ViewParameters {
  kind: "dermoscopic" | "clinical";
  /** Radians. */
  rotation: number;
  /** Magnification; 1 is about 14 mm of skin in the image's height. */
  zoom: number;
  /** Lesion centre from the image centre, shares of the image height. */
  offsetX: number;
  offsetY: number;
}

/** The last step: from light to bytes. */
export interface CameraParameters {
  /** Red over blue gain, -1 (cold) to 1 (warm). */
  warmth: number;
  /** Magenta over green gain, -1 to 1. */
  tint: number;
  /** Linear gain, 0.55 to 1.4. */
  exposure: number;
  /** Strength of the S-curve, 0 to 1. */
  contrast: number;
  /** Defocus in pixels at 240 px height, 0 to 2. */
  blur: number;
  /** Standard deviation of the noise in grey levels, 0 to 8. */
  noise: number;
  /** Darkening toward the corners, 0 to 1. */
  vignette: number;
  /** JPEG quality of the written file, 40 to 98. Not part of `pixels`. */
  jpegQuality: number;
}

/** Everything that decides a phantom: equal parameters give equal bytes. */
export interface PhantomParameters {
  style: "A" | "B";
  width: number;
  height: number;
  /** Separate random streams: another `view` moves hair, bubbles and noise and leaves skin and lesion as they are. */
  seeds: { skin: number; lesion: number; view: number };
  view: ViewParameters;
  skin: SkinParameters;
  outline: OutlineParameters;
  /** Requested share of the lesion in each colour beyond its base brown, 0 to 1. */
  colours: Record<ColourName, number>;
  structures: Record<StructureName, number>;
  artefacts: Record<ArtefactName, number>;
  camera: CameraParameters;
}
