/** Precision and recall at a cut; precision is undefined where nothing passes. */
export interface CutFigure {
  precision?: number;
  recall: number;
  f1: number;
}

/** Of cases that were each let through or not. */
export function cutFigure(passed: readonly boolean[], positive: readonly boolean[]): CutFigure {
  let [hits, passing, positives] = [0, 0, 0];
  for (const [index, present] of positive.entries()) {
    if (present) positives += 1;
    if (!passed[index]) continue;
    passing += 1;
    if (present) hits += 1;
  }
  return {
    precision: passing === 0 ? undefined : hits / passing,
    recall: hits / positives,
    f1: (2 * hits) / (passing + positives),
  };
}

/** The cut (score >= cut) of the best F1 on these cases, halfway to the next score below it. */
export function bestCut(scores: readonly number[], positive: readonly boolean[]): number {
  const order = scores.map((_, index) => index).sort((a, b) => scores[b] - scores[a]);
  const positives = positive.filter(Boolean).length;
  let [hits, best, cut] = [0, -1, Number.POSITIVE_INFINITY];
  for (const [rank, index] of order.entries()) {
    if (positive[index]) hits += 1;
    const next = order[rank + 1] === undefined ? Number.NEGATIVE_INFINITY : scores[order[rank + 1]];
    if (next === scores[index]) continue;
    const f1 = (2 * hits) / (rank + 1 + positives);
    if (f1 > best) [best, cut] = [f1, Number.isFinite(next) ? (scores[index] + next) / 2 : scores[index]];
  }
  return cut;
}
