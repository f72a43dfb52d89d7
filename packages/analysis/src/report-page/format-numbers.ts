import type { Estimate } from "../evaluation/intervals.ts";

/** `0.653 (0.557 to 0.752)`; a dash where there is no figure, and no interval where there is none. */
export function formatEstimate(estimate: Estimate | null, digits = 3): string {
  if (estimate === null || estimate.value === null) return "–";
  const { value, low, high } = estimate;
  if (low === null || high === null) return value.toFixed(digits);
  return `${value.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

/** `30.7 %` of a share of 1. */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
