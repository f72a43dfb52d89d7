import type { Drawn } from "../drawn.ts";
import {
  artefactNames,
  structureNames,
  type ArtefactName,
  type ColourName,
  type StructureName,
} from "../parameters/names.ts";
import type { PhantomParameters } from "../parameters/parameters.ts";
import { measureColours } from "./colour-shares.ts";
import { measureOutline, type OutlineMeasures } from "./outline-measures.ts";

/** Millimetres of skin in one image height at zoom 1. */
export const fieldHeightMm = 14;

/** What is really to be seen in a phantom, measured on its masks. */
export interface PhantomTruth {
  outline: OutlineMeasures & {
    /** Longest diameter over image height. */
    diameterShare: number;
    diameterMm: number;
    /** Lesion area over image area. */
    areaShare: number;
    satellitePx: number;
  };
  /** Share of the lesion's visible area. */
  colours: Record<ColourName, number>;
  /** Visible pixels of each structure over the lesion's area (may pass 1 where it reaches beyond the border). */
  structures: Record<StructureName, number>;
  /** Visible pixels of each artefact over the image. */
  artefacts: Record<ArtefactName, number>;
}

/** Measures what was drawn. */
export function measureTruth(parameters: PhantomParameters, drawn: Drawn): PhantomTruth {
  const { width, height, view } = parameters;
  const lesion = drawn.masks.lesion ?? new Uint8Array(width * height);
  const outline = measureOutline(lesion, width, height);
  const lesionPx = Math.max(1, count(lesion));
  const diameterShare = outline.diameterPx / height;
  return {
    outline: {
      ...outline,
      diameterShare,
      diameterMm: (diameterShare / view.zoom) * fieldHeightMm,
      areaShare: count(lesion) / (width * height),
      satellitePx: count(drawn.masks.satellites),
    },
    colours: measureColours(drawn.neutral, lesion, drawn.hidden, width),
    structures: coverage(structureNames, drawn, lesionPx),
    artefacts: coverage(artefactNames, drawn, width * height),
  };
}

function coverage<Name extends StructureName | ArtefactName>(
  names: readonly Name[],
  drawn: Drawn,
  area: number,
): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, count(drawn.masks[name]) / area])) as Record<Name, number>;
}

function count(mask: Uint8Array | undefined): number {
  let sum = 0;
  if (mask) for (let index = 0; index < mask.length; index++) sum += mask[index];
  return sum;
}
