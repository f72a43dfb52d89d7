import type { Archetype } from "./archetype.ts";
import { dermalArchetypes } from "./dermal-archetypes.ts";
import { keratinocyticArchetypes } from "./keratinocytic-archetypes.ts";
import { melanocyticArchetypes } from "./melanocytic-archetypes.ts";

/** The diagnoses that phantoms are drawn from, in the ISIC Archive's own words. */
export const archetypes: readonly Archetype[] = [
  ...melanocyticArchetypes,
  ...keratinocyticArchetypes,
  ...dermalArchetypes,
];
