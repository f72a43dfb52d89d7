/** Part of a split. `val` chooses settings, `test` is only measured. */
export const splitParts = ["train", "val", "test"] as const;

export type SplitPart = (typeof splitParts)[number];

/** The part of each image by its place in a list; undefined for one that takes no part. */
export type Split = readonly (SplitPart | undefined)[];

/** Shares of train, val and test; they sum to 1. */
export type SplitShares = Readonly<Record<SplitPart, number>>;

export const defaultSplitShares: SplitShares = { train: 0.7, val: 0.1, test: 0.2 };

/** The places in the list that one part has, ascending. */
export function placesOf(split: Split, part: SplitPart): number[] {
  return [...split.keys()].filter((place) => split[place] === part);
}
