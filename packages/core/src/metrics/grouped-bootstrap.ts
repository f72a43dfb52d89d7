import { AppError } from "../errors.ts";
import { quantileOf, uniform } from "./group-resamples.ts";

export interface Interval {
  low: number;
  high: number;
}

export interface BootstrapOptions {
  /** Number of resamples. */
  resamples?: number;
  /** Same seed, same interval. */
  seed?: number;
  /** Share of the interval, 0..1. */
  level?: number;
}

/**
 * Percentile bootstrap over groups: whole groups (lesions, patients) are drawn with replacement, so that images of one
 * lesion never count as independent (Davison and Hinkley 1997, 2.4 and 3.8).
 *
 * @param groups the group of each case
 * @param statistic of the cases drawn, given by index (a case may occur several times); a resample for which it is NaN
 * (a class was not drawn) is left out
 * @returns the interval; NaN bounds where no resample had a value
 * @throws AppError `invalid_input` without any case
 */
export function groupedBootstrap(
  groups: readonly string[],
  statistic: (cases: readonly number[]) => number,
  { resamples = 1000, seed = 1, level = 0.95 }: BootstrapOptions = {},
): Interval {
  if (groups.length === 0) throw new AppError("invalid_input", "an interval needs at least one case");
  const members = new Map<string, number[]>();
  for (const [index, group] of groups.entries()) {
    const list = members.get(group);
    if (list) list.push(index);
    else members.set(group, [index]);
  }
  const lists = [...members.values()];
  const next = uniform(seed);
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample += 1) {
    const drawn: number[] = [];
    for (let draw = 0; draw < lists.length; draw += 1) {
      // One by one: a group may hold more cases than a call can take arguments.
      for (const index of lists[Math.floor(next() * lists.length)]) drawn.push(index);
    }
    const value = statistic(drawn);
    if (!Number.isNaN(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  return { low: quantileOf(values, tail), high: quantileOf(values, 1 - tail) };
}
