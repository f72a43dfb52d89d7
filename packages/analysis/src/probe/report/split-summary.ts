import type { NearDuplicateRule } from "../../groups/near-duplicate-pairs.ts";
import { type SplitPart, placesOf, splitParts } from "../../splits/split.ts";
import type { ChosenSplit } from "../choose-split.ts";
import type { ProbeCases } from "../probe-cases.ts";
import type { Relations } from "../relations.ts";
import type { ProbeReport } from "./probe-report.ts";

/** A split as a report tells it. */
export function summariseSplit(
  { classes, truth }: ProbeCases,
  { groups }: Relations,
  { split, kind, source, seed, left }: ChosenSplit,
): ProbeReport["split"] {
  const parts = Object.fromEntries(
    splitParts.map((part) => {
      const places = placesOf(split, part);
      const count = (k: number) => places.reduce((sum, place) => sum + truth[place * classes.length + k], 0);
      return [
        part,
        {
          images: places.length,
          groups: new Set(places.map((place) => groups.groupOf[place])).size,
          classes: Object.fromEntries(classes.map((name, k) => [name, count(k)])),
        },
      ];
    }),
  ) as Record<SplitPart, ProbeReport["split"]["train"]>;
  return {
    kind,
    ...(source === undefined ? {} : { source }),
    ...(seed === undefined ? {} : { seed }),
    ...parts,
    left_out: left,
    groups: groups.count,
    largest_group: groups.largest,
    joins: { ...groups.joins },
  };
}

/** The rule for near-duplicates as a person reads it. */
export function describeRule(rule: NearDuplicateRule | undefined): string | undefined {
  if (rule === undefined) return undefined;
  const { minCosine, minCosineWithHash, maxHashBits } = rule;
  return `cosine ${minCosine} or more, or ${minCosineWithHash} or more with hashes that differ in ${maxHashBits} of 64 bits or fewer`;
}
