import type { ColourName, StructureName } from "../names.ts";
import type { OutlineParameters } from "../parameters.ts";

export type Range = readonly [low: number, high: number];

/** A feature of a diagnosis: how often it is there, and how much of it then. */
export type Likely = readonly [probability: number, low: number, high: number];

/** What lesions of one diagnosis are like. Features are likely, never certain. */
export interface Archetype {
  name: string;
  /** Share among lesions. */
  weight: number;
  diagnosis: readonly [string, string, string];
  melanocytic: boolean;
  age: Range;
  /** More often on the head (0) or the trunk and limbs (1). */
  covered: number;
  outline: Partial<Record<keyof OutlineParameters, Range>>;
  colours: Partial<Record<ColourName, Likely>>;
  structures: Partial<Record<StructureName, Likely>>;
}
