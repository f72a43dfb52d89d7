import type { Compute } from "@lesion-atlas/compute";
import { AppError, type CallOptions, type Encoder, type VectorStore } from "@lesion-atlas/core";
import { type LabelSource, describeLabels } from "../labels/label-source.ts";
import { type SplitAsked, chooseSplit } from "../probe/choose-split.ts";
import { type ProbeCases, probeCases } from "../probe/probe-cases.ts";
import { type Relations, relationsOf } from "../probe/relations.ts";
import { describeRule } from "../probe/report/split-summary.ts";
import { leakReport } from "../probe/report/leak-report.ts";
import { probeNoticeOf } from "../probe/report/probe-report.ts";
import { type FitAsked, fitOnTraining, headlineOf, scoreAt, scoredBy, withoutRelatives } from "../probe/run-probe.ts";
import { leakingImages } from "../splits/leaking-images.ts";
import { placesOf } from "../splits/split.ts";
import { zeroShotClassifier } from "../zero-shot/classify.ts";
import { type EvaluationPlan, filterOfPlan } from "./evaluation-plan.ts";
import type { EvaluationReport } from "./evaluation-report.ts";

/** What an evaluation stands on. */
export interface EvaluationPorts {
  /** Uses the encoder's model. */
  store: VectorStore;
  encoder: Encoder;
  compute: Compute;
}

/**
 * The small form of the paper's experiment: one archive, one model, zero-shot and a linear probe, on a leak-free split and
 * on the published one where there is one. Both settings are scored on the same test images of each split.
 *
 * @param read labels and split as the plan's files say them
 * @throws AppError `invalid_input` for labels or splits that fit no image
 */
export async function runEvaluation(
  { store, encoder, compute }: EvaluationPorts,
  plan: EvaluationPlan,
  read: { labels: LabelSource; published?: SplitAsked },
  { signal, onStep }: CallOptions & { onStep?: (step: string) => void } = {},
): Promise<EvaluationReport> {
  const { model } = encoder;
  const splitField = read.published?.kind === "column" ? read.published.field : undefined;
  onStep?.("reading vectors");
  const asked = { labels: read.labels, filter: filterOfPlan(plan), splitField };
  const cases = await probeCases({ store, model }, asked, { signal });
  if (cases.multiLabel) throw new AppError("unsupported", "an evaluation compares classes: give one label an image");
  const relations = await relationsOf(cases, compute, {}, { signal });
  const zeroShot = await zeroShotOf(encoder, cases, plan, { signal });
  const rows: EvaluationReport["rows"] = [];
  let leakGain: EvaluationReport["leak_gain"];
  const warnings: string[] = [];
  const fit: FitAsked = { solver: plan.solver, C: plan.C, classWeight: "none", seed: plan.seed };
  const call = { compute, signal };
  const told = { resamples: plan.resamples, signal };
  const splits: (readonly ["leak-free" | "published", SplitAsked])[] = [
    ["leak-free", { kind: "grouped", shares: plan.shares, seed: plan.seed }],
    ...(read.published ? [["published", read.published] as const] : []),
  ];
  for (const [name, splitAsked] of splits) {
    onStep?.(`${name} split`);
    const { split, left } = chooseSplit(cases, relations, splitAsked);
    const [train, test] = [placesOf(split, "train"), placesOf(split, "test")];
    const leak = leakingImages(cases.images, split, relations);
    if (left > 0) warnings.push(`${left} labelled images are not in the ${name} split and were left out.`);
    const probe = await fitOnTraining(cases, relations, split, fit, call);
    const byProbe = await scoreAt(cases, relations, test, probe, call);
    const facts = { split: name, test: test.length, leaking: leak.any.size, leak_share: leak.any.size / test.length };
    if (zeroShot) {
      const scored = scoredAt(cases, relations, test, zeroShot);
      rows.push({ setting: "zero-shot", ...facts, train: 0, ...(await headlineOf(scored, told)) });
    }
    rows.push({ setting: "probe", ...facts, train: train.length, ...(await headlineOf(byProbe, told)) });
    if (name === "published" && leak.any.size > 0) {
      const same = { ...fit, C: probe.settings.C ?? fit.C };
      const fair = await withoutRelatives(cases, relations, split, same, call);
      const report = await leakReport(byProbe, test, leak, { rule: describeRule(relations.rule), fair, signal });
      if (report.without_relatives) {
        const { removed, gain } = report.without_relatives;
        leakGain = { removed, balanced_accuracy: gain.balanced_accuracy };
      }
    }
  }
  const { groups } = relations;
  if (groups.largest > 0.1 * cases.images.length) {
    warnings.push(
      `One group of relatives holds ${groups.largest} of ${cases.images.length} images: intervals that draw groups are wide.`,
    );
  }
  if (!zeroShot) warnings.push(`The model ${model.id} has no text tower: zero-shot was left out.`);
  if (cases.rare.length > 0) {
    warnings.push(
      `Classes of too few images were left out: ${cases.rare.map((one) => `${one.class} (${one.n})`).join(", ")}.`,
    );
  }
  return {
    name: plan.name,
    archive: plan.archive,
    model: { id: model.id, fingerprint: model.fingerprint },
    label: describeLabels(read.labels),
    classes: [...cases.classes],
    images: cases.images.length,
    unlabelled: cases.unlabelled,
    rows,
    ...(leakGain ? { leak_gain: leakGain } : {}),
    warnings,
    notice: probeNoticeOf(model),
  };
}

/** Zero-shot probabilities of every case; undefined for a model without a text tower. */
async function zeroShotOf(
  encoder: Encoder,
  { classes, features }: ProbeCases,
  { words, templates }: EvaluationPlan,
  options: CallOptions,
): Promise<Float32Array | undefined> {
  if (!encoder.model.hasText) return undefined;
  const concepts = classes.map((name) => ({ name, terms: words?.[name] ?? [name.toLowerCase()], templates }));
  const classifier = await zeroShotClassifier(encoder, concepts, options);
  const all = new Float32Array(features.rows * classes.length);
  for (let row = 0; row < features.rows; row += 1) {
    const vector = features.values.subarray(row * features.columns, (row + 1) * features.columns);
    all.set(classifier.probabilities(vector), row * classes.length);
  }
  return all;
}

function scoredAt(cases: ProbeCases, relations: Relations, places: readonly number[], all: Float32Array) {
  const count = cases.classes.length;
  const chosen = new Float32Array(places.length * count);
  for (const [row, place] of places.entries())
    chosen.set(all.subarray(place * count, (place + 1) * count), row * count);
  return scoredBy(cases, relations, places, chosen);
}
