import type { LaneAlgebra } from "@lesion-atlas/compute";
import type { CallOptions } from "@lesion-atlas/core";
import { confirmedPairs } from "../groups/confirmed-pairs.ts";
import { type ImageGroups, type ImagePair, groupImages } from "../groups/group-images.ts";
import {
  type NearDuplicateRule,
  defaultNearDuplicateRule,
  nearDuplicatePairs,
} from "../groups/near-duplicate-pairs.ts";
import type { ProbeCases } from "./probe-cases.ts";

/** How the images of a probe hang together. */
export interface Relations {
  groups: ImageGroups;
  confirmed: readonly ImagePair[];
  near: readonly ImagePair[];
  /** Confirmed pairs that name an image that is not among these. */
  unknownPairs: number;
  /** Absent where near-duplicates were not looked for. */
  rule?: NearDuplicateRule;
}

/** Which links to look for beyond the records. */
export interface RelationsAsked {
  /** `false`: only what the records and people say. */
  nearDuplicates?: NearDuplicateRule | false;
  /** Names of confirmed pairs. */
  confirmed?: readonly (readonly string[])[];
}

/** Finds near-duplicates among all images of a probe and joins the groups. */
export async function relationsOf(
  { images, features }: ProbeCases,
  algebra: Pick<LaneAlgebra, "pairsAbove">,
  { nearDuplicates: rule = defaultNearDuplicateRule, confirmed: rows = [] }: RelationsAsked = {},
  options: CallOptions = {},
): Promise<Relations> {
  const { pairs: confirmed, unknown } = confirmedPairs(images, rows);
  const hashes = images.map((image) => image.perceptual_hash);
  const near = rule === false ? [] : await nearDuplicatePairs(algebra, features, hashes, { ...options, rule });
  return {
    groups: groupImages(images, { confirmed, near }),
    confirmed,
    near,
    unknownPairs: unknown,
    ...(rule === false ? {} : { rule }),
  };
}
