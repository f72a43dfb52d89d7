import { AppError } from "../errors.ts";

/**
 * Area under the ROC curve: the probability that a positive scores above a negative, a tie counting half
 * (Mann-Whitney U / (n+ n-), mid-ranks).
 *
 * @param scores one a case; higher means positive
 * @param positive one a case
 * @returns 0..1; NaN where one of the classes is empty
 * @throws AppError `invalid_input` for lists of different length or a score that is NaN
 */
export function auroc(scores: ArrayLike<number>, positive: ArrayLike<boolean>): number {
  if (scores.length !== positive.length) {
    throw new AppError("invalid_input", `${scores.length} scores but ${positive.length} labels`);
  }
  const order = Array.from(scores, (_, index) => index).sort((a, b) => scores[a] - scores[b]);
  let rankSum = 0;
  let positives = 0;
  for (let first = 0; first < order.length;) {
    const score = scores[order[first]];
    if (Number.isNaN(score)) throw new AppError("invalid_input", "a score is NaN");
    let end = first;
    while (end < order.length && scores[order[end]] === score) end += 1;
    const midRank = (first + 1 + end) / 2;
    for (let at = first; at < end; at += 1) {
      if (!positive[order[at]]) continue;
      rankSum += midRank;
      positives += 1;
    }
    first = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return Number.NaN;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
