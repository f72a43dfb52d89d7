import type { Compute } from "@lesion-atlas/compute";
import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { type Estimate, estimates } from "../evaluation/intervals.ts";
import { measuresOf } from "../evaluation/measures.ts";
import { type ScoredCases } from "../evaluation/scored-cases.ts";
import { leakingImages, relativesInTraining } from "../splits/leaking-images.ts";
import { type Split, placesOf } from "../splits/split.ts";
import { fitProbe } from "./fit/fit-probe.ts";
import { predictProbabilities } from "./fit/predict/predict-probabilities.ts";
import type { ProbeModel, Solver } from "./fit/probe-model.ts";
import type { ProbeTraining } from "./fit/probe-training.ts";
import type { ProbeCases } from "./probe-cases.ts";
import type { Relations } from "./relations.ts";

/** How to fit. */
export interface FitAsked {
  /** `lbfgs` unless given. */
  solver?: Solver;
  /** Inverse strength of the L2 penalty; of several (lbfgs) the best by grouped cross-validation on the training part. */
  C: number | readonly number[];
  classWeight: "none" | "balanced";
  multiClass?: "multinomial" | "one-vs-rest";
  seed: number;
}

/** A call that computes. */
export type ComputeOptions = CallOptions & { compute: Compute };

/** Fits on the training part alone; `adam-knobo` chooses its epoch on val. */
export async function fitOnTraining(
  cases: ProbeCases,
  relations: Relations,
  split: Split,
  { solver = "lbfgs", ...asked }: FitAsked,
  options: ComputeOptions,
): Promise<ProbeModel> {
  const training = trainingRows(cases, relations, placesOf(split, "train"));
  const validation = solver === "adam-knobo" ? trainingRows(cases, relations, placesOf(split, "val")) : undefined;
  const C = solver === "lbfgs" ? asked.C : firstOf(asked.C);
  return fitProbe(training, { ...asked, C, solver, validation, ...options });
}

/** The rows of some images, as a fit wants them. */
export function trainingRows(cases: ProbeCases, { groups }: Relations, places: readonly number[]): ProbeTraining {
  const { classes, multiLabel, features, truth } = cases;
  const memberships = truthAt(truth, classes.length, places);
  const labels = Int32Array.from(places, (_, row) =>
    memberships.subarray(row * classes.length, (row + 1) * classes.length).indexOf(1),
  );
  return {
    features: rowsAt(cases, places),
    dimensions: features.columns,
    classes,
    labels: multiLabel ? new Int32Array() : labels,
    ...(multiLabel ? { memberships } : {}),
    groups: places.map((place) => String(groups.groupOf[place])),
  };
}

/** What a probe says of the images at some places. */
export async function scoreAt(
  cases: ProbeCases,
  relations: Relations,
  places: readonly number[],
  probe: ProbeModel,
  options: ComputeOptions,
): Promise<ScoredCases> {
  return scoredBy(cases, relations, places, await predictProbabilities(probe, rowsAt(cases, places), options));
}

/** Some images with probabilities of whatever origin. */
export function scoredBy(
  { classes, truth, multiLabel }: ProbeCases,
  { groups }: Relations,
  places: readonly number[],
  probabilities: Float32Array,
): ScoredCases {
  return {
    classes,
    probabilities,
    truth: truthAt(truth, classes.length, places),
    multiLabel,
    groups: places.map((place) => groups.groupOf[place]),
  };
}

/** The measures by which classifiers are compared, with intervals. */
export async function headlineOf(
  cases: ScoredCases,
  options: CallOptions & { resamples?: number; seed?: number } = {},
): Promise<Record<"accuracy" | "balanced_accuracy" | "auroc", Estimate>> {
  const { overall } = await estimates(measuresOf(cases), cases.groups, options);
  const { accuracy, balanced_accuracy, auroc } = overall;
  return { accuracy, balanced_accuracy, auroc };
}

/** The same fit under another split: its leakage and its score. */
export async function underSplit(
  cases: ProbeCases,
  relations: Relations,
  split: Split,
  asked: FitAsked,
  { resamples, ...options }: ComputeOptions & { resamples?: number },
) {
  const probe = await fitOnTraining(cases, relations, split, asked, options);
  throwIfCancelled(options.signal);
  const test = placesOf(split, "test");
  const leak = leakingImages(cases.images, split, relations);
  const scored = await scoreAt(cases, relations, test, probe, options);
  const headline = await headlineOf(scored, { resamples, signal: options.signal });
  return { leaking: leak.any.size, share: leak.any.size / test.length, ...headline };
}

/** The test set under the same fit made without the training images that are relatives of a test image. */
export async function withoutRelatives(
  cases: ProbeCases,
  relations: Relations,
  split: Split,
  asked: FitAsked,
  options: ComputeOptions,
): Promise<{ removed: number; cases: ScoredCases } | undefined> {
  const relatives = relativesInTraining(cases.images, split, relations);
  const fair = split.map((part, place) => (relatives.has(place) ? undefined : part));
  if (!canFit(cases, placesOf(fair, "train"))) return undefined;
  const probe = await fitOnTraining(cases, relations, fair, asked, options);
  return { removed: relatives.size, cases: await scoreAt(cases, relations, placesOf(split, "test"), probe, options) };
}

/** Whether two classes are left, or with several labels images with and without each. */
function canFit({ truth, classes, multiLabel }: ProbeCases, places: readonly number[]): boolean {
  const counts = classes.map((_, k) => places.reduce((sum, place) => sum + truth[place * classes.length + k], 0));
  if (multiLabel) return counts.every((count) => count > 0 && count < places.length);
  return counts.filter((count) => count > 0).length >= 2;
}

function rowsAt({ features: { values, columns } }: ProbeCases, places: readonly number[]): Float32Array {
  const rows = new Float32Array(new SharedArrayBuffer(4 * places.length * columns));
  for (const [row, place] of places.entries()) {
    rows.set(values.subarray(place * columns, (place + 1) * columns), row * columns);
  }
  return rows;
}

function truthAt(truth: Uint8Array, classes: number, places: readonly number[]): Uint8Array {
  const chosen = new Uint8Array(places.length * classes);
  for (const [row, place] of places.entries()) {
    chosen.set(truth.subarray(place * classes, (place + 1) * classes), row * classes);
  }
  return chosen;
}

/** One C: the given one, or the first of several. */
export function firstOf(C: number | readonly number[]): number {
  return typeof C === "number" ? C : (C[0] ?? 1);
}
