import { type ScoredCases, predictedOf } from "./scored-cases.ts";

/** Decisions of a classifier, each with how sure it was: of one class a case the chosen one, of several every class. */
export interface Decisions {
  confidence: Float64Array;
  right: Uint8Array;
  /** The case of each decision. */
  caseOf: Uint32Array;
  /** Bin of each decision: bins of equal numbers of decisions by confidence. */
  binOf: Uint32Array;
  bins: number;
}

/**
 * Confidence and truth of every decision: the chosen class's probability and whether it is right (Guo et al. 2017), or
 * with several labels each label's probability and whether it is there.
 */
export function decisionsOf(cases: ScoredCases, bins = 10): Decisions {
  const { classes, probabilities, truth, multiLabel } = cases;
  const count = classes.length;
  const [confidence, right, caseOf]: [number[], number[], number[]] = [[], [], []];
  const predicted = predictedOf(cases);
  for (let at = 0; at < probabilities.length; at += 1) {
    if (!multiLabel && predicted[at] === 0) continue;
    confidence.push(probabilities[at]);
    right.push(truth[at]);
    caseOf.push(Math.floor(at / count));
  }
  const order = [...confidence.keys()].sort((a, b) => confidence[a] - confidence[b]);
  const binOf = new Uint32Array(order.length);
  for (let bin = 0; bin < bins; bin += 1) {
    const end = Math.floor(((bin + 1) * order.length) / bins);
    for (let place = Math.floor((bin * order.length) / bins); place < end; place += 1) binOf[order[place]] = bin;
  }
  return {
    confidence: Float64Array.from(confidence),
    right: Uint8Array.from(right),
    caseOf: Uint32Array.from(caseOf),
    binOf,
    bins,
  };
}

/** Sums in each bin of a reliability diagram, weighted by case. */
export function reliabilityBins(
  { confidence, right, caseOf, binOf, bins }: Decisions,
  weights: ArrayLike<number>,
): { n: Float64Array; confidence: Float64Array; right: Float64Array } {
  const sums = { n: new Float64Array(bins), confidence: new Float64Array(bins), right: new Float64Array(bins) };
  for (let at = 0; at < confidence.length; at += 1) {
    const weight = weights[caseOf[at]];
    sums.n[binOf[at]] += weight;
    sums.confidence[binOf[at]] += weight * confidence[at];
    sums.right[binOf[at]] += weight * right[at];
  }
  return sums;
}

/** Expected calibration error: each bin's distance between confidence and share of right, weighted by its decisions. */
export function expectedCalibrationError(decisions: Decisions, weights: ArrayLike<number>): number {
  const sums = reliabilityBins(decisions, weights);
  let [distance, total] = [0, 0];
  for (let bin = 0; bin < decisions.bins; bin += 1) {
    distance += Math.abs(sums.confidence[bin] - sums.right[bin]);
    total += sums.n[bin];
  }
  return distance / total;
}
