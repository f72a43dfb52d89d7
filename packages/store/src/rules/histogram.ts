import { AppError, type Distribution } from "@lesion-atlas/core";

/** Bins of a histogram unless the call says otherwise. */
export const histogramBins = 50;

/** @throws AppError `invalid_input` for a number of bins that is no whole number from 1 to 10,000 */
export function checkBins(bins: number): void {
  if (Number.isInteger(bins) && bins >= 1 && bins <= 10_000) return;
  throw new AppError("invalid_input", `bins ${bins}: ask for 1 to 10,000`);
}

/**
 * Counts and histogram of x.q; the histogram goes from the smallest to the largest.
 *
 * @param parts x.q of every image that takes part
 */
export function countScores(
  parts: readonly Float32Array[],
  minimum: number,
  bins: number,
): Pick<Distribution, "matching" | "passing" | "histogram"> {
  let [matching, passing, low, high] = [0, 0, Infinity, -Infinity];
  for (const scores of parts) {
    matching += scores.length;
    for (const score of scores) {
      if (score >= minimum) passing++;
      if (score < low) low = score;
      if (score > high) high = score;
    }
  }
  const counts = Array.from({ length: bins }, () => 0);
  if (matching === 0) return { matching, passing, histogram: { low: 0, high: 0, counts } };
  const scale = high > low ? bins / (high - low) : Infinity;
  for (const scores of parts) {
    for (const score of scores) {
      counts[score === high ? bins - 1 : Math.min(bins - 1, Math.floor((score - low) * scale))]++;
    }
  }
  return { matching, passing, histogram: { low, high, counts } };
}
