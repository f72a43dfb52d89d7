import { createHash } from "node:crypto";
import type { Compute } from "@lesion-atlas/compute";
import { AppError, type CallOptions, type Model, type VectorStore, throwIfCancelled } from "@lesion-atlas/core";
import { strictestLicense } from "../answers/strictest-license.ts";
import { confounderTable } from "../evaluation/confounders.ts";
import { metricsReport } from "../evaluation/metrics-report.ts";
import { subgroupResults } from "../evaluation/subgroups.ts";
import { describeLabels } from "../labels/label-source.ts";
import { randomSplit } from "../splits/grouped-split.ts";
import { leakingImages } from "../splits/leaking-images.ts";
import { type SplitPart, placesOf } from "../splits/split.ts";
import { type SplitAsked, chooseSplit } from "./choose-split.ts";
import type { LinearProbe } from "./fit/probe-model.ts";
import { probeCurves } from "./probe-curves.ts";
import { type CasesAsked, type ProbeCases, probeCases, strataOf } from "./probe-cases.ts";
import { type Relations, type RelationsAsked, relationsOf } from "./relations.ts";
import { leakReport } from "./report/leak-report.ts";
import { type ProbeReport, probeNoticeOf } from "./report/probe-report.ts";
import { solverSummary } from "./report/solver-summary.ts";
import { describeRule, summariseSplit } from "./report/split-summary.ts";
import { warningsOf } from "./report/warnings.ts";
import { baselineResults } from "./baseline-results.ts";
import {
  type ComputeOptions,
  type FitAsked,
  fitOnTraining,
  scoreAt,
  underSplit,
  withoutRelatives,
} from "./run-probe.ts";

/** What a probe is fitted from. */
export interface ProbePorts {
  /** Uses `model`. */
  store: VectorStore;
  model: Model;
  compute: Compute;
}

export interface ProbeAsked extends CasesAsked, RelationsAsked {
  name: string;
  split: SplitAsked;
  fit: FitAsked;
  /** Of the 95 % intervals; 1,000 unless given. */
  resamples?: number;
  /** Also fits under a split that knows no groups, to show what leakage is worth. */
  compareRandom?: boolean;
  /** Also fits on fewer images: few-shot and learning curves. */
  curves?: boolean;
}

/** Steps of a fit, in order; `reading` counts images. */
export type ProbeStep = "reading" | "grouping" | "fitting" | "measuring";

export interface TrainedProbe {
  probe: LinearProbe;
  report: ProbeReport;
  /** The part and the group of every labelled image that takes part. */
  assignments: { id: string; key: string; archive: string; part: SplitPart; group: number }[];
}

/**
 * Fits a probe on the labelled images of a store and measures it: reads vectors and labels, joins what may not be parted,
 * splits, fits on the training part, and tells of the test part everything that a reader must know.
 *
 * @throws AppError `invalid_input` for labels, splits or settings that give no honest probe; nothing is kept here
 */
export async function trainProbe(
  ports: ProbePorts,
  asked: ProbeAsked,
  options: CallOptions & { onStep?: (step: ProbeStep, images?: number) => void } = {},
): Promise<TrainedProbe> {
  const { signal, onStep } = options;
  checkProbeName(asked.name);
  onStep?.("reading", 0);
  const splitField = asked.split.kind === "column" ? asked.split.field : undefined;
  const cases = await probeCases(
    ports,
    { ...asked, splitField },
    { signal, onImage: (count) => count % 256 === 0 && onStep?.("reading", count) },
  );
  onStep?.("grouping", cases.images.length);
  const relations = await relationsOf(cases, ports.compute, asked, { signal });
  return trainOn(cases, relations, ports.model, asked, { ...options, compute: ports.compute });
}

/** As `trainProbe`, on cases that were read before. */
export async function trainOn(
  cases: ProbeCases,
  relations: Relations,
  model: Model,
  asked: ProbeAsked,
  { compute, signal, onStep }: ComputeOptions & { onStep?: (step: ProbeStep, images?: number) => void },
): Promise<TrainedProbe> {
  const { resamples = 1000, fit } = asked;
  const chosen = chooseSplit(cases, relations, asked.split);
  const { split } = chosen;
  const [train, test] = [placesOf(split, "train"), placesOf(split, "test")];
  if (test.length === 0) throw new AppError("invalid_input", "no image is left to test on: give test a larger share");
  onStep?.("fitting", train.length);
  const call = { compute, signal };
  const probe = await fitOnTraining(cases, relations, split, fit, call);
  if (probe.solver === "knn") {
    throw new AppError(
      "unsupported",
      "knn is a baseline of every report; a probe that is kept is linear: lbfgs, ridge or nearest-mean",
    );
  }
  throwIfCancelled(signal);
  onStep?.("measuring", test.length);
  const scored = await scoreAt(cases, relations, test, probe, call);
  const told = { resamples, signal };
  const leak = leakingImages(cases.images, split, relations);
  const same = { ...fit, C: probe.settings.C ?? fit.C };
  const fair = leak.any.size > 0 ? await withoutRelatives(cases, relations, split, same, call) : undefined;
  const baselines = await baselineResults(
    cases,
    relations,
    split,
    { ...same, not: probe.solver },
    { ...call, resamples },
  );
  const random =
    asked.compareRandom && chosen.kind !== "random"
      ? await underSplit(cases, relations, randomSplit(strataOf(cases), chosen), same, { ...call, resamples })
      : undefined;
  const curves = asked.curves ? await probeCurves(cases, relations, split, same, call) : undefined;
  const report: ProbeReport = {
    name: asked.name,
    model: { id: model.id, fingerprint: model.fingerprint, dimensions: model.dimensions, license: model.license },
    labels: {
      source: describeLabels(asked.labels),
      multi_label: cases.multiLabel,
      classes: [...cases.classes],
      images: cases.images.length,
      unlabelled: cases.unlabelled,
      rare: [...cases.rare],
      forced: asked.force ?? false,
    },
    ...(asked.filter ? { filter: asked.filter } : {}),
    split: summariseSplit(cases, relations, chosen),
    solver: solverSummary(probe),
    leak: await leakReport(scored, test, leak, { rule: describeRule(relations.rule), fair, signal }),
    metrics: await metricsReport(scored, told),
    baselines,
    ...(curves ? { curves } : {}),
    subgroups: await subgroupResults(
      scored,
      test.map((place) => cases.images[place].subgroups),
      { signal },
    ),
    confounders: confounderTable(
      cases.images.map(({ artefacts }) => artefacts),
      cases.classes,
      cases.truth,
    ),
    ...(random ? { random_split: random } : {}),
    warnings: [],
    training: {
      images: train.length,
      ids_sha256: digestOf(train.map((place) => cases.images[place].id)),
      license: strictestLicense(train.map((place) => cases.images[place].license)),
    },
    test: { images: test.length, ids_sha256: digestOf(test.map((place) => cases.images[place].id)) },
    fitted_at: new Date().toISOString(),
    notice: probeNoticeOf(model),
  };
  report.warnings.push(...warningsOf(report));
  const assignments = cases.images.flatMap(({ id, key, archive }, place) => {
    const part = split[place];
    return part === undefined ? [] : [{ id, key, archive, part, group: relations.groups.groupOf[place] }];
  });
  return { probe, report, assignments };
}

/** @throws AppError `invalid_input` for a name that cannot stand in a path or before a version */
export function checkProbeName(name: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,99}$/u.test(name)) return;
  throw new AppError(
    "invalid_input",
    `${JSON.stringify(name)} is no probe name: letters, digits, _ . and - only, 100 at most`,
  );
}

/** SHA-256, hex, of the ids in ascending order, a line each. */
export function digestOf(ids: readonly string[]): string {
  return createHash("sha256")
    .update([...ids].sort().join("\n"))
    .digest("hex");
}
