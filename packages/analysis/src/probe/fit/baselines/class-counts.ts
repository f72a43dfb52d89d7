/** Rows of each class, from rows x classes of 0 and 1. */
export function classCounts(memberships: Uint8Array, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const [at, member] of memberships.entries()) counts[at % classes] += member;
  return counts;
}
