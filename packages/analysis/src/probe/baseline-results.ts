import { type Split, placesOf } from "../splits/split.ts";
import type { Solver } from "./fit/probe-model.ts";
import { majorityProbe } from "./majority-probe.ts";
import type { ProbeCases } from "./probe-cases.ts";
import type { Relations } from "./relations.ts";
import type { ProbeReport } from "./report/probe-report.ts";
import { type ComputeOptions, type FitAsked, fitOnTraining, headlineOf, scoreAt } from "./run-probe.ts";

const baselines: readonly (readonly [Solver, string])[] = [
  ["nearest-mean", "nearest class mean"],
  ["knn", "20 nearest neighbours"],
  ["ridge", "ridge"],
];

/** Simple classifiers on the same training and test images, so that nobody takes a probe's figure for more than it is. */
export async function baselineResults(
  cases: ProbeCases,
  relations: Relations,
  split: Split,
  { not, ...asked }: FitAsked & { not: Solver },
  { resamples, ...call }: ComputeOptions & { resamples?: number },
): Promise<ProbeReport["baselines"]> {
  const { classes, features, multiLabel, truth } = cases;
  const test = placesOf(split, "test");
  const rows = placesOf(split, "train").flatMap((place) => [
    ...truth.subarray(place * classes.length, (place + 1) * classes.length),
  ]);
  const results: ProbeReport["baselines"] = [];
  const tell = { resamples, signal: call.signal };
  const majority = majorityProbe(classes, features.columns, Uint8Array.from(rows), multiLabel);
  const least = await scoreAt(cases, relations, test, majority, call);
  results.push({ name: "most common class", ...(await headlineOf(least, tell)) });
  for (const [solver, name] of baselines) {
    // The nearest mean is defined for one label an image.
    if (solver === not || (multiLabel && solver === "nearest-mean")) continue;
    const C = solver === "ridge" ? 1 : asked.C;
    const probe = await fitOnTraining(cases, relations, split, { ...asked, C, solver }, call);
    results.push({ name, ...(await headlineOf(await scoreAt(cases, relations, test, probe, call), tell)) });
  }
  return results;
}
