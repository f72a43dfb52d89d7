import { AppError } from "../errors.ts";

/** Cases ordered by a score once, so that measures under many weightings (resamples) cost one pass each. */
export interface BinaryRanking {
  /** Cases by score, highest first. */
  order: Uint32Array;
  /** Of each place in `order`, 1 where its score is the last one of equals. */
  lastOfTie: Uint8Array;
  /** One a case. */
  positive: Uint8Array;
}

/** Measures of a ranking; NaN where the weights leave no positive or no negative. */
export interface RankingMeasures {
  /** Area under the ROC curve, ties counting half. */
  auroc: number;
  /** Sum of precision times the step of recall over the thresholds (no interpolation). */
  averagePrecision: number;
  /** Highest sensitivity among the thresholds of at least each specificity asked for. */
  sensitivityAt: number[];
}

/** @throws AppError `invalid_input` for lists of different length or a score that is NaN */
export function rankBinary(scores: ArrayLike<number>, positive: ArrayLike<number | boolean>): BinaryRanking {
  if (scores.length !== positive.length) {
    throw new AppError("invalid_input", `${scores.length} scores but ${positive.length} labels`);
  }
  for (let i = 0; i < scores.length; i += 1) {
    if (Number.isNaN(scores[i])) throw new AppError("invalid_input", "a score is NaN");
  }
  const order = Uint32Array.from({ length: scores.length }, (_, index) => index).sort((a, b) => scores[b] - scores[a]);
  const lastOfTie = Uint8Array.from(order, (index, place) =>
    place + 1 === order.length || scores[order[place + 1]] !== scores[index] ? 1 : 0,
  );
  return { order, lastOfTie, positive: Uint8Array.from({ length: positive.length }, (_, i) => (positive[i] ? 1 : 0)) };
}

/**
 * The measures of a ranking with a weight for each case, as scikit-learn's `roc_auc_score`, `average_precision_score` and
 * `roc_curve` define them with `sample_weight`.
 *
 * @param weights one a case, 0 or more; how often a resample drew it
 * @param specificities each 0 to 1
 */
export function rankingMeasures(
  { order, lastOfTie, positive }: BinaryRanking,
  weights: ArrayLike<number>,
  specificities: readonly number[] = [],
): RankingMeasures {
  let [positives, negatives] = [0, 0];
  for (let i = 0; i < positive.length; i += 1) {
    if (positive[i]) positives += weights[i];
    else negatives += weights[i];
  }
  if (positives === 0 || negatives === 0) {
    return { auroc: Number.NaN, averagePrecision: Number.NaN, sensitivityAt: specificities.map(() => Number.NaN) };
  }
  const allowed = specificities.map((specificity) => (1 - specificity) * negatives * (1 + 1e-12) + 1e-12);
  const best = specificities.map(() => 0);
  let [right, wrong, rightBefore, wrongBefore] = [0, 0, 0, 0];
  let [area, precision] = [0, 0];
  for (let place = 0; place < order.length; place += 1) {
    const index = order[place];
    if (positive[index]) right += weights[index];
    else wrong += weights[index];
    if (!lastOfTie[place] || (right === rightBefore && wrong === wrongBefore)) continue;
    area += ((wrong - wrongBefore) * (right + rightBefore)) / 2;
    precision += (right - rightBefore) * (right / (right + wrong));
    for (let at = 0; at < best.length; at += 1) if (wrong <= allowed[at]) best[at] = right;
    [rightBefore, wrongBefore] = [right, wrong];
  }
  return {
    auroc: area / (positives * negatives),
    averagePrecision: precision / positives,
    sensitivityAt: best.map((found) => found / positives),
  };
}
