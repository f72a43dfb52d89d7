/**
 * How many tokens are left behind each of `blocks` blocks, the class token included: `merged` fewer each time, and never
 * more than half of the others, since a token is merged into one of the other half.
 */
export function mergedLengths(tokens: number, merged: number, blocks: number): number[] {
  const lengths: number[] = [];
  for (let left = tokens; lengths.length < blocks; lengths.push(left)) {
    left -= Math.min(merged, Math.floor((left - 1) / 2));
  }
  return lengths;
}
