/** Of a list that is not empty. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The median of the ratios of paired runs: what slowed the machine down in one round hits both sides of its ratio.
 *
 * @throws Error when the lists differ in length
 */
export function medianRatio(ours: readonly number[], peer: readonly number[]): number {
  if (ours.length !== peer.length) {
    throw new Error(`${ours.length} runs of ours and ${peer.length} of the peer are no pairs`);
  }
  return median(ours.map((value, run) => value / peer[run]));
}
