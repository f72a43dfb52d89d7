import { sigmoid } from "../presence/logistic.ts";

/** A cut-off with the reason for it. */
export interface SuggestedCut {
  /** x.q */
  minimum: number;
  /** `expected_f1`: of calibrated presence; `two_groups`: where two heaps of the histogram part best. */
  basis: "expected_f1" | "two_groups";
}

interface Bins {
  low: number;
  high: number;
  counts: readonly number[];
}

/**
 * The cut that calibrated presence expects the best F1 of: with p the presence of an image, the expected number of true
 * hits at a cut is the sum of p above it, so F1 = 2 sum(p above) / (images above + sum(p)).
 *
 * @param histogram of x.q, fine bins; each bin counts at its centre
 * @returns undefined for an empty histogram
 */
export function cutOfBestF1({ low, high, counts }: Bins, offset: number): SuggestedCut | undefined {
  const width = (high - low) / counts.length;
  const presences = counts.map((_, bin) => sigmoid(low + (bin + 0.5) * width - offset));
  const total = counts.reduce((sum, count, bin) => sum + count * presences[bin], 0);
  let [above, hits, best, cut] = [0, 0, 0, Number.NaN];
  for (let bin = counts.length - 1; bin >= 0; bin -= 1) {
    above += counts[bin];
    hits += counts[bin] * presences[bin];
    const f1 = (2 * hits) / (above + total);
    if (counts[bin] > 0 && f1 > best) [best, cut] = [f1, low + bin * width];
  }
  return Number.isNaN(cut) ? undefined : { minimum: cut, basis: "expected_f1" };
}

/**
 * Otsu's threshold: the cut of the largest variance between the two groups it makes (Otsu 1979).
 *
 * @returns undefined for fewer than two occupied bins
 */
export function cutOfTwoGroups({ low, high, counts }: Bins): SuggestedCut | undefined {
  const width = (high - low) / counts.length;
  const images = counts.reduce((sum, count) => sum + count, 0);
  const moment = counts.reduce((sum, count, bin) => sum + count * bin, 0);
  let [below, belowMoment, best, first, last] = [0, 0, 0, -1, -1];
  for (let bin = 0; bin < counts.length - 1; bin += 1) {
    below += counts[bin];
    belowMoment += counts[bin] * bin;
    if (below === 0 || below === images) continue;
    const between = (belowMoment * images - moment * below) ** 2 / (below * (images - below));
    if (between > best * (1 + 1e-12)) [best, first, last] = [between, bin, bin];
    else if (between >= best * (1 - 1e-12) && last >= 0) last = bin;
  }
  if (first < 0) return undefined;
  return { minimum: low + ((first + last) / 2 + 1) * width, basis: "two_groups" };
}
