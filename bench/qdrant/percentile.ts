/** The smallest value that `part` percent of a list that is not empty do not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((part / 100) * sorted.length) - 1)];
}
