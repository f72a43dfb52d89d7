import { AppError, throwIfCancelled } from "@lesion-atlas/core";
import { type FitProbeOptions, fitProbe } from "../fit-probe.ts";
import { predictProbabilities } from "../predict/predict-probabilities.ts";
import { type ProbeTraining, rowsOfTraining } from "../probe-training.ts";
import { drawShare, drawShots, rowsOfProbe } from "./draw-rows.ts";
import { type MeanScore, meanInterval } from "./mean-interval.ts";

/** Scores of probes that were fitted on part of the training rows. */
export interface CurvePoint {
  /** Rows that a fit saw, on average over the draws. */
  rows: number;
  score: MeanScore;
}

export interface CurveOptions extends FitProbeOptions {
  /** One draw each; the interval needs several. */
  seeds: readonly number[];
  /** The test rows, of the training's dimensions. */
  test: Float32Array;
  /** What is reported of a probe: from the probabilities of the test rows, test rows x classes. */
  score: (probabilities: Float32Array) => number;
}

/**
 * Few-shot training: probes on n rows a class, drawn once for each seed.
 *
 * @returns one point for each n, in the order asked for
 * @throws AppError what `drawShots` and `fitProbe` throw
 */
export async function fewShotCurve(
  training: ProbeTraining,
  shots: readonly number[],
  options: CurveOptions,
): Promise<(CurvePoint & { shots: number })[]> {
  const points: (CurvePoint & { shots: number })[] = [];
  for (const count of shots) {
    points.push({ shots: count, ...(await pointOf(training, (seed) => drawShots(training, count, seed), options)) });
  }
  return points;
}

/**
 * A learning curve: probes on shares of the training rows, whole groups drawn once for each seed.
 *
 * @param shares above 0, at most 1
 * @throws AppError `invalid_input` for a share out of range; what `fitProbe` throws
 */
export async function learningCurve(
  training: ProbeTraining,
  shares: readonly number[],
  options: CurveOptions,
): Promise<(CurvePoint & { share: number })[]> {
  const rows = rowsOfTraining(training);
  const points: (CurvePoint & { share: number })[] = [];
  for (const share of shares) {
    if (!(share > 0 && share <= 1))
      throw new AppError("invalid_input", `a share is above 0 and at most 1, not ${share}`);
    points.push({ share, ...(await pointOf(training, (seed) => drawShare(training, rows, share, seed), options)) });
  }
  return points;
}

async function pointOf(
  training: ProbeTraining,
  draw: (seed: number) => number[],
  { seeds, test, score, ...options }: CurveOptions,
): Promise<CurvePoint> {
  const scores: number[] = [];
  let rows = 0;
  for (const seed of seeds) {
    throwIfCancelled(options.signal);
    const drawn = draw(seed);
    rows += drawn.length / seeds.length;
    const probe = await fitProbe(rowsOfProbe(training, drawn), { ...options, seed });
    scores.push(score(await predictProbabilities(probe, test, options)));
  }
  return { rows, score: meanInterval(scores) };
}
