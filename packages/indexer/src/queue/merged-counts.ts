import type { IndexCounts } from "@lesion-atlas/core";

/** No image yet. */
export const noCounts: IndexCounts = { stored: 0, unchanged: 0, updated: 0, rejected: 0 };

/**
 * The counts of a range over all its attempts: what an earlier one wrote, a later one finds unchanged. What was written but
 * not counted when its worker was killed is among the unchanged, so that the sum is the number of keys in any case.
 *
 * @param before of the attempts so far
 * @param now of this attempt, from the range's first key on
 */
export function mergedCounts(before: IndexCounts, now: IndexCounts): IndexCounts {
  return {
    stored: before.stored + now.stored,
    unchanged: Math.max(0, now.unchanged - before.stored - before.updated),
    updated: before.updated + now.updated,
    rejected: now.rejected,
  };
}
