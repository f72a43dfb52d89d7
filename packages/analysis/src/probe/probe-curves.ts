import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import { estimateSchema } from "../evaluation/intervals.ts";
import { measuresOf } from "../evaluation/measures.ts";
import { type Split, placesOf } from "../splits/split.ts";
import { type CurvePoint, fewShotCurve, learningCurve } from "./fit/curves/learning-curves.ts";
import type { ProbeCases } from "./probe-cases.ts";
import type { Relations } from "./relations.ts";
import { type ComputeOptions, type FitAsked, firstOf, scoredBy, trainingRows } from "./run-probe.ts";

const pointSchema = z.object({
  /** Training images, on average over the draws. */
  images: z.int(),
  /** Mean over the draws, and the 95 % interval of that mean by Student's t: how it varies with the training images. */
  balanced_accuracy: estimateSchema,
});

/** Balanced accuracy on the same test images for fewer training images. */
export const curvesSchema = z.object({
  seeds: z.array(z.int()),
  /** n images a class; absent where an image may have several labels. */
  few_shot: z.array(pointSchema.extend({ shots: z.int() })).optional(),
  /** Shares of the training part, whole groups. */
  learning: z.array(pointSchema.extend({ share: z.number() })),
});

export type ProbeCurves = z.infer<typeof curvesSchema>;

const shots = [1, 2, 4, 8, 16, 32, 64, 128];
const shares = [0.1, 0.25, 0.5, 0.75, 1];
const draws = 5;

/** Few-shot and learning curves of a fit: five draws of the training part each, scored on the test part. */
export async function probeCurves(
  cases: ProbeCases,
  relations: Relations,
  split: Split,
  { solver = "lbfgs", C, classWeight, multiClass, seed }: FitAsked,
  call: ComputeOptions,
): Promise<ProbeCurves> {
  const test = placesOf(split, "test");
  const training = trainingRows(cases, relations, placesOf(split, "train"));
  const weights = new Float64Array(test.length).fill(1);
  const seeds = Array.from({ length: draws }, (_, draw) => seed + draw);
  const options = {
    ...call,
    solver: solver === "adam-knobo" ? ("lbfgs" as const) : solver,
    C: firstOf(C),
    classWeight,
    multiClass,
    seeds,
    test: trainingRows(cases, relations, test).features,
    score: (probabilities: Float32Array) =>
      measuresOf(scoredBy(cases, relations, test, probabilities))(weights).overall.balanced_accuracy,
  };
  const counts = cases.classes.map((_, k) => training.labels.reduce((sum, label) => sum + (label === k ? 1 : 0), 0));
  const fewest = Math.min(...counts.filter((count) => count > 0));
  const fewShot = cases.multiLabel
    ? undefined
    : await fewShotCurve(
        training,
        shots.filter((count) => count <= fewest),
        options,
      );
  const learning: ProbeCurves["learning"] = [];
  for (const share of shares) {
    try {
      const [point] = await learningCurve(training, [share], options);
      const told = toPoint(point);
      // Every draw of the whole is the same: it has no spread to tell.
      if (share === 1) Object.assign(told.balanced_accuracy, { low: null, high: null });
      learning.push({ share, ...told });
    } catch (error) {
      // A small draw may hold one class only: that share has no point.
      if (!(error instanceof AppError) || error.code !== "invalid_input") throw error;
    }
  }
  return {
    seeds,
    ...(fewShot ? { few_shot: fewShot.map((point) => ({ shots: point.shots, ...toPoint(point) })) } : {}),
    learning,
  };
}

function toPoint({ rows, score }: CurvePoint): z.infer<typeof pointSchema> {
  const [low, high] = score.interval ?? [null, null];
  return { images: Math.round(rows), balanced_accuracy: { value: score.mean, low, high } };
}
