import { AppError } from "@lesion-atlas/core";

/**
 * Deals whole groups (lesions, patients) to folds so that each fold has near the same share of every class: groups are
 * shuffled by the seed, those with most cases first, and each goes where the classes come out most even.
 *
 * @param labels the class of each case
 * @param groups the group of each case; cases of one group are in one fold
 * @param options.folds number of folds, at least 2
 * @returns the fold of each case, 0 to folds - 1
 * @throws AppError `invalid_input` for lists of different length or fewer groups than folds
 */
export function groupedFolds(
  labels: readonly string[],
  groups: readonly string[],
  { folds, seed = 42 }: { folds: number; seed?: number },
): Int32Array {
  if (labels.length !== groups.length) {
    throw new AppError("invalid_input", `${labels.length} labels but ${groups.length} groups`);
  }
  const members = new Map<string, number[]>();
  for (const [index, group] of groups.entries()) members.set(group, [...(members.get(group) ?? []), index]);
  if (folds < 2 || members.size < folds) {
    throw new AppError("invalid_input", `${members.size} groups cannot be dealt to ${folds} folds`);
  }
  const totals = new Map<string, number>();
  for (const label of labels) totals.set(label, (totals.get(label) ?? 0) + 1);
  const counts = Array.from({ length: folds }, () => new Map<string, number>());
  const foldOf = new Int32Array(labels.length);
  const dealt = shuffled([...members.values()], seed).sort((a, b) => b.length - a.length);
  for (const cases of dealt) {
    const fold = counts.reduce(
      (best, count, index) => (unevenness(count, cases) < unevenness(counts[best], cases) ? index : best),
      0,
    );
    for (const index of cases) {
      foldOf[index] = fold;
      counts[fold].set(labels[index], (counts[fold].get(labels[index]) ?? 0) + 1);
    }
  }
  return foldOf;

  /** How full a fold would be of the classes of these cases, rare classes counting as much as common ones. */
  function unevenness(count: ReadonlyMap<string, number>, cases: readonly number[]): number {
    let sum = 0;
    for (const index of cases) sum += ((count.get(labels[index]) ?? 0) + 1) / totals.get(labels[index])!;
    let size = 0;
    for (const cell of count.values()) size += cell;
    return sum / cases.length + (1e-3 * size) / labels.length;
  }
}

/** Fisher-Yates by a multiplicative congruential generator (Lehmer, 48271 mod 2^31 - 1). */
function shuffled<T>(items: T[], seed: number): T[] {
  let state = (Math.abs(Math.trunc(seed)) % 2147483646) + 1;
  for (let last = items.length - 1; last > 0; last -= 1) {
    state = (state * 48271) % 2147483647;
    const other = state % (last + 1);
    [items[last], items[other]] = [items[other], items[last]];
  }
  return items;
}
