import type { SearchHit } from "@lesion-atlas/core";

/** One exact answer: ids of the best images, and the inner product of the last of them. */
export interface ExactAnswer {
  ids: string[];
  last: number;
}

/** Of |q| = 1; what two float32 products of the same vectors differ in. */
const equalWithin = 1e-5;

/**
 * Share of the exact answer that was found, over all queries. An image that is as near as the last of the exact
 * answer counts as found.
 */
export function recallOf(
  answers: readonly (readonly SearchHit[])[],
  exact: readonly ExactAnswer[],
  queries: readonly Float32Array[],
): number {
  let found = 0;
  let wanted = 0;
  for (const [index, { ids, last }] of exact.entries()) {
    const known = new Set(ids);
    const slack = equalWithin * Math.hypot(...queries[index]);
    found += Math.min(ids.length, answers[index].filter(({ id, dot }) => known.has(id) || dot >= last - slack).length);
    wanted += ids.length;
  }
  return found / wanted;
}
