import { artefactNames, colourNames, structureNames } from "./names.ts";
import type { PhantomParameters } from "./parameters.ts";

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}

/** A plain brown spot on light skin, centred, no structure, no artefact: what to start from and change. */
export function plainParameters(seed: number, width = 384, height = 288): PhantomParameters {
  return {
    style: "A",
    width,
    height,
    seeds: { skin: seed, lesion: seed, view: seed },
    view: { kind: "dermoscopic", rotation: 0, zoom: 1, offsetX: 0, offsetY: 0 },
    skin: { melanin: 0.25, haemoglobin: 0.35, texture: 0.4, pores: 0.2, freckles: 0, vessels: 0.1 },
    outline: {
      diameter: 0.55,
      aspect: 0.8,
      asymmetryMajor: 0.1,
      asymmetryMinor: 0.1,
      irregularity: 0.3,
      softness: 0.02,
      softnessVariation: 0.5,
      satellites: 0,
      pigment: 1.1,
    },
    colours: zeros(colourNames),
    structures: zeros(structureNames),
    artefacts: zeros(artefactNames),
    camera: {
      warmth: 0,
      tint: 0,
      exposure: 1,
      contrast: 0.5,
      blur: 0.4,
      noise: 2,
      vignette: 0.15,
      jpegQuality: 90,
    },
  };
}
