import { type CallOptions, type Model, throwIfCancelled } from "@lesion-atlas/core";
import { type Estimate, estimates } from "../evaluation/intervals.ts";
import { measuresOf } from "../evaluation/measures.ts";
import { type ScoredCases } from "../evaluation/scored-cases.ts";
import { leakingImages, relativesInTraining } from "../splits/leaking-images.ts";
import { type Split, placesOf } from "../splits/split.ts";
import { type FitAsked, type FittedProbe, type TrainingRows, fitLinear } from "./fit-linear.ts";
import { type LinearProbe, linearProbabilities } from "./linear-probe.ts";
import type { ProbeCases } from "./probe-cases.ts";
import type { Relations } from "./relations.ts";

/** Fits on the training part alone; val joins it only where nothing is chosen on val. */
export async function fitOnTraining(
  cases: ProbeCases,
  relations: Relations,
  split: Split,
  asked: FitAsked,
  options: CallOptions = {},
): Promise<FittedProbe> {
  return fitLinear(trainingRows(cases, relations, placesOf(split, "train")), asked, options);
}

/** The rows of some images, as a fit wants them. */
export function trainingRows(
  { classes, multiLabel, features, truth }: ProbeCases,
  { groups }: Relations,
  places: readonly number[],
): TrainingRows {
  const { values, columns } = features;
  return {
    classes,
    multiLabel,
    rows: places.map((place) => values.subarray(place * columns, (place + 1) * columns)),
    truth: truthAt(truth, classes.length, places),
    groups: places.map((place) => String(groups.groupOf[place])),
  };
}

/** What a probe says of the images at some places. */
export async function scoreAt(
  cases: ProbeCases,
  relations: Relations,
  places: readonly number[],
  probe: LinearProbe,
  options: CallOptions = {},
): Promise<ScoredCases> {
  const { values, columns } = cases.features;
  const rows = new Float32Array(places.length * columns);
  for (const [row, place] of places.entries()) {
    rows.set(values.subarray(place * columns, (place + 1) * columns), row * columns);
  }
  const matrix = { values: rows, rows: places.length, columns };
  return scoredBy(cases, relations, places, await linearProbabilities(probe, matrix, options));
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

/** The three measures by which probes are compared, with intervals. */
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
  options: CallOptions & { resamples?: number } = {},
) {
  const { probe } = await fitOnTraining(cases, relations, split, asked, options);
  throwIfCancelled(options.signal);
  const test = placesOf(split, "test");
  const leak = leakingImages(cases.images, split, relations);
  const scored = await scoreAt(cases, relations, test, probe, options);
  return { leaking: leak.any.size, share: leak.any.size / test.length, ...(await headlineOf(scored, options)) };
}

/** The test set under the same fit made without the training images that are relatives of a test image. */
export async function withoutRelatives(
  cases: ProbeCases,
  relations: Relations,
  split: Split,
  asked: FitAsked,
  options: CallOptions = {},
): Promise<{ removed: number; cases: ScoredCases }> {
  const relatives = relativesInTraining(cases.images, split, relations);
  const fair = split.map((part, place) => (relatives.has(place) ? undefined : part));
  const { probe } = await fitOnTraining(cases, relations, fair, asked, options);
  return { removed: relatives.size, cases: await scoreAt(cases, relations, placesOf(split, "test"), probe, options) };
}

/** What the model's own fingerprint binds a probe to. */
export type ProbeModelFacts = Pick<Model, "id" | "fingerprint" | "dimensions" | "license" | "remark">;

function truthAt(truth: Uint8Array, classes: number, places: readonly number[]): Uint8Array {
  const chosen = new Uint8Array(places.length * classes);
  for (const [row, place] of places.entries()) {
    chosen.set(truth.subarray(place * classes, (place + 1) * classes), row * classes);
  }
  return chosen;
}
