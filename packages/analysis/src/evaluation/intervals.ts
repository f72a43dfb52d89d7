import { setImmediate } from "node:timers/promises";
import { type CallOptions, groupResamples, quantileOf, throwIfCancelled } from "@lesion-atlas/core";
import { z } from "zod";
import type { Measures } from "./measures.ts";

/** A measure with its 95 % interval; null where the cases do not give it. */
export const estimateSchema = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

export type Estimate = z.infer<typeof estimateSchema>;

export interface ResampleOptions {
  /** 1,000 unless given. */
  resamples?: number;
  /** Same seed, same intervals. */
  seed?: number;
}

/** Milliseconds of resampling between two turns of the event loop. */
const turnMs = 8;

/**
 * Every measure with its 95 % interval: percentile bootstrap over groups (Davison and Hinkley 1997). An interval of which
 * fewer than half of the resamples have a value (a class was not drawn) is not told.
 *
 * @returns overall measures, and those of each class in order, `sensitivityAt` spread behind the others
 */
export async function estimates(
  measure: (weights: ArrayLike<number>) => Measures,
  groups: ArrayLike<number>,
  { resamples = 1000, seed = 1, signal }: ResampleOptions & CallOptions = {},
): Promise<{ overall: Record<string, Estimate>; classes: Record<string, Estimate>[] }> {
  const point = measure(new Float64Array(groups.length).fill(1));
  const flat = flatten(point);
  const drawn = flat.map(() => new Float64Array(resamples).fill(Number.NaN));
  let [at, turnedAt] = [0, performance.now()];
  for (const weights of groupResamples(groups, { resamples, seed })) {
    const values = flatten(measure(weights));
    for (let i = 0; i < values.length; i += 1) drawn[i][at] = values[i];
    at += 1;
    if (performance.now() - turnedAt > turnMs) {
      await setImmediate();
      throwIfCancelled(signal);
      turnedAt = performance.now();
    }
  }
  const told = flat.map((value, i) => estimateOf(value, drawn[i]));
  const names = Object.keys(point.overall);
  const overall = Object.fromEntries(names.map((name, i) => [name, told[i]]));
  let next = names.length;
  const classes = point.classes.map(({ sensitivityAt, ...measures }) => {
    const entries = Object.keys(measures).map((name) => [name, told[next++]] as const);
    const sensitivities = sensitivityAt.map((_, i) => [`sensitivity_at_${i}`, told[next++]] as const);
    return Object.fromEntries([...entries, ...sensitivities]);
  });
  return { overall, classes };
}

function flatten({ overall, classes }: Measures): number[] {
  return [
    ...Object.values(overall),
    ...classes.flatMap(({ sensitivityAt, ...measures }) => [...Object.values(measures), ...sensitivityAt]),
  ];
}

function estimateOf(value: number, drawn: Float64Array): Estimate {
  const values = drawn.filter((one) => !Number.isNaN(one)).sort();
  const told = !Number.isNaN(value) && 2 * values.length >= drawn.length && drawn.length > 0;
  return {
    value: Number.isNaN(value) ? null : value,
    low: told ? quantileOf(values, 0.025) : null,
    high: told ? quantileOf(values, 0.975) : null,
  };
}

/**
 * How much higher one classifier scores than another on the same cases, with the 95 % interval of the difference: both
 * are measured on the same draws of groups.
 */
export async function differences(
  [measure, other]: readonly [(weights: ArrayLike<number>) => Measures, (weights: ArrayLike<number>) => Measures],
  groups: ArrayLike<number>,
  options: ResampleOptions & CallOptions = {},
): Promise<Record<string, Estimate>> {
  const between = (weights: ArrayLike<number>): Measures => {
    const [one, two] = [measure(weights).overall, other(weights).overall];
    const names = Object.keys(one) as (keyof Measures["overall"])[];
    const overall = Object.fromEntries(names.map((name) => [name, one[name] - two[name]])) as Measures["overall"];
    return { overall, classes: [] };
  };
  return (await estimates(between, groups, options)).overall;
}
