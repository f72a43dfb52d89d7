import { AppError } from "@lesion-atlas/core";
import { seededOrder } from "./seeded-order.ts";
import { type Split, type SplitPart, type SplitShares, defaultSplitShares, splitParts } from "./split.ts";

/**
 * Deals whole groups to train, val and test so that each part has near its share of every class: groups are shuffled by
 * the seed, large ones and those with rare classes first, and each goes to the part that lacks its classes most.
 *
 * @param strata the class of each image (of several classes a joined name)
 * @param groups the group of each image; images of one group are in one part
 * @throws AppError `invalid_input` for lists of different length, shares that are none, or fewer groups than parts
 */
export function groupedSplit(
  strata: readonly string[],
  groups: ArrayLike<number>,
  { shares = defaultSplitShares, seed = 42 }: { shares?: SplitShares; seed?: number } = {},
): SplitPart[] {
  if (strata.length !== groups.length) {
    throw new AppError("invalid_input", `${strata.length} labels but ${groups.length} groups`);
  }
  const parts = splitParts.filter((part) => shares[part] > 0);
  const sum = splitParts.reduce((total, part) => total + shares[part], 0);
  if (!(shares.train > 0) || splitParts.some((part) => !(shares[part] >= 0)) || Math.abs(sum - 1) > 1e-9) {
    throw new AppError("invalid_input", "the shares of train, val and test must sum to 1, train's above 0");
  }
  const members = new Map<number, number[]>();
  for (let place = 0; place < groups.length; place += 1) {
    const known = members.get(groups[place]);
    if (known) known.push(place);
    else members.set(groups[place], [place]);
  }
  if (members.size < parts.length) {
    throw new AppError("invalid_input", `${members.size} groups of images cannot be dealt to ${parts.length} parts`);
  }
  const totals = new Map<string, number>();
  for (const stratum of strata) totals.set(stratum, (totals.get(stratum) ?? 0) + 1);
  const rarity = (places: readonly number[]) =>
    places.reduce((most, place) => Math.max(most, 1 / totals.get(strata[place])!), 0);
  const order = seededOrder([...members.values()], seed)
    .map((places) => ({ places, weight: places.length * (1 + strata.length * rarity(places)) }))
    .sort((a, b) => b.weight - a.weight);
  const filled = new Map(parts.map((part) => [part, { size: 0, classes: new Map<string, number>() }]));
  const split: SplitPart[] = Array.from({ length: strata.length });
  for (const { places } of order) {
    let [best, least] = [parts[0], Number.POSITIVE_INFINITY];
    for (const part of parts) {
      const fullness = fullnessWith(part, places);
      if (fullness < least) [best, least] = [part, fullness];
    }
    const { classes } = filled.get(best)!;
    filled.get(best)!.size += places.length;
    for (const place of places) {
      split[place] = best;
      classes.set(strata[place], (classes.get(strata[place]) ?? 0) + 1);
    }
  }
  return split;

  /** How full a part would be, of these images' classes and as a whole, against its share. */
  function fullnessWith(part: SplitPart, places: readonly number[]): number {
    const { size, classes } = filled.get(part)!;
    const counts = new Map<string, number>();
    for (const place of places) counts.set(strata[place], (counts.get(strata[place]) ?? 0) + 1);
    let sumOfClasses = 0;
    for (const [stratum, count] of counts) {
      sumOfClasses += ((classes.get(stratum) ?? 0) + count) / (shares[part] * totals.get(stratum)!);
    }
    return sumOfClasses / counts.size + (0.1 * (size + places.length)) / (shares[part] * strata.length);
  }
}

/** A split that knows of no groups, to show what it leaks: every image its own group. */
export function randomSplit(
  strata: readonly string[],
  options: { shares?: SplitShares; seed?: number } = {},
): SplitPart[] {
  return groupedSplit(
    strata,
    Uint32Array.from(strata, (_, place) => place),
    options,
  );
}

/** Images and classes of each part. */
export function countSplit(
  split: Split,
  strata: readonly string[],
): Record<SplitPart, { images: number; classes: Record<string, number> }> {
  const counts = Object.fromEntries(
    splitParts.map((part) => [part, { images: 0, classes: {} as Record<string, number> }]),
  ) as Record<SplitPart, { images: number; classes: Record<string, number> }>;
  for (const [place, part] of split.entries()) {
    if (part === undefined) continue;
    counts[part].images += 1;
    counts[part].classes[strata[place]] = (counts[part].classes[strata[place]] ?? 0) + 1;
  }
  return counts;
}
