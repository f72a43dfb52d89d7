import type { Random } from "../noise/random.ts";
import type { Archetype, Likely, Range } from "./archetypes/archetype.ts";
import { archetypes } from "./archetypes/archetypes.ts";
import { artefactNames, colourNames, structureNames, type ArtefactName } from "./names.ts";
import type { OutlineParameters, PhantomParameters, SkinParameters } from "./parameters.ts";

/** The part of a phantom that belongs to the lesion and is the same in every view of it. */
export type LesionParameters = Pick<PhantomParameters, "outline" | "colours" | "structures">;

const usualOutline: Record<keyof OutlineParameters, Range> = {
  diameter: [0.25, 0.9],
  aspect: [0.6, 1],
  asymmetryMajor: [0, 0.5],
  asymmetryMinor: [0, 0.5],
  irregularity: [0.1, 0.8],
  softness: [0.008, 0.06],
  softnessVariation: [0.1, 1],
  satellites: [0, 0],
  pigment: [0.3, 2.2],
};

/** One of the archetypes, by their weights. */
export function drawArchetype(random: Random): Archetype {
  let at = random.next();
  for (const archetype of archetypes) {
    at -= archetype.weight;
    if (at <= 0) return archetype;
  }
  return archetypes[0];
}

function present(random: Random, likely: Likely | undefined): number {
  const roll = random.next();
  const where = random.next();
  if (!likely || roll >= likely[0]) return 0;
  return likely[1] + (likely[2] - likely[1]) * where;
}

function record<Name extends string>(names: readonly Name[], value: (name: Name) => number): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, number>;
}

function drawOutlineParameters(random: Random, ranges: Archetype["outline"]): OutlineParameters {
  const names = Object.keys(usualOutline) as (keyof OutlineParameters)[];
  return record(names, (name) => random.between(...(ranges[name] ?? usualOutline[name])));
}

/** A lesion of this archetype. */
export function drawLesion(random: Random, archetype: Archetype): LesionParameters {
  const outline = drawOutlineParameters(random, archetype.outline);
  const satelliteChance = archetype.name === "melanoma" ? 0.15 : 0.03;
  if (random.chance(satelliteChance)) outline.satellites = random.integer(1, 5);
  return {
    outline,
    colours: record(colourNames, (name) => present(random, archetype.colours[name])),
    structures: record(structureNames, (name) => present(random, archetype.structures[name])),
  };
}

/** A lesion whose features are drawn each on its own, with a diagnosis that says nothing: for probes. */
export function drawIndependentLesion(random: Random): LesionParameters {
  const outline = drawOutlineParameters(random, { diameter: [0.35, 1], pigment: [0.3, 1.9] });
  if (random.chance(0.15)) outline.satellites = random.integer(1, 6);
  return {
    outline,
    colours: record(colourNames, () => present(random, [0.25, 0.15, 0.6])),
    structures: record(structureNames, () => present(random, [0.17, 0.25, 1])),
  };
}

const artefactLikelihood: Record<ArtefactName, Likely> = {
  hair_thin: [0.38, 0.1, 0.9],
  hair_thick: [0.18, 0.1, 0.9],
  ruler: [0.2, 0.2, 1],
  ink: [0.07, 0.2, 1],
  gel_bubbles: [0.3, 0.1, 1],
  sticker: [0.03, 0.2, 1],
  black_corner: [0.17, 0.1, 1],
  flash_reflection: [0.06, 0.15, 0.7],
};

/** What lies on top in one dermoscopic view. */
export function drawArtefacts(random: Random): PhantomParameters["artefacts"] {
  return record(artefactNames, (name) => present(random, artefactLikelihood[name]));
}

/** What lies on top where every artefact is drawn on its own, equally often. */
export function drawIndependentArtefacts(random: Random): PhantomParameters["artefacts"] {
  return record(artefactNames, () => present(random, [0.17, 0.2, 1]));
}

/** A close-up photograph has hair and reflections, and nothing that belongs to a dermatoscope. */
export function drawClinicalArtefacts(random: Random): PhantomParameters["artefacts"] {
  const all = drawArtefacts(random);
  return { ...all, ruler: 0, gel_bubbles: 0, black_corner: 0, sticker: 0 };
}

/** Melanin of Fitzpatrick's types I to VI. */
const melaninOfType: readonly Range[] = [
  [0.08, 0.18],
  [0.14, 0.3],
  [0.24, 0.45],
  [0.42, 0.75],
  [0.7, 1.2],
  [1.1, 1.9],
];

/** The skin of a person of type 1 to 6 at this age. */
export function drawSkinParameters(random: Random, fitzpatrick: number, age: number): SkinParameters {
  const sun = Math.max(0, (age - 25) / 60) * (fitzpatrick <= 3 ? 1 : 0.4);
  return {
    melanin: random.between(...melaninOfType[fitzpatrick - 1]),
    haemoglobin: random.between(0.12, 0.6) * (random.chance(0.15) ? 1.7 : 1),
    texture: random.between(0.2, 1),
    pores: random.chance(0.4) ? random.between(0.1, 0.9) : 0,
    freckles: random.chance(0.15 + 0.5 * sun) ? random.between(0.1, 0.3 + 0.7 * sun) : 0,
    vessels: random.chance(0.15 + 0.35 * sun) ? random.between(0.1, 0.3 + 0.7 * sun) : 0,
  };
}
