import { type CallOptions } from "@lesion-atlas/core";
import { z } from "zod";
import { type ResampleOptions, estimateSchema, estimates } from "./intervals.ts";
import { measuresOf, toldSpecificities } from "./measures.ts";
import { decisionsOf, reliabilityBins } from "./reliability.ts";
import { type ScoredCases, predictedOf } from "./scored-cases.ts";

/** How well a classifier did on some cases. */
export const metricsReportSchema = z.object({
  /** Images. */
  n: z.int(),
  /** Groups (patients, lesions, duplicates): what the intervals draw. */
  groups: z.int(),
  /** Resamples of the 95 % intervals. */
  resamples: z.int(),
  accuracy: estimateSchema,
  balanced_accuracy: estimateSchema,
  /** Macro: mean over the classes that occur. */
  auroc: estimateSchema,
  average_precision: estimateSchema,
  brier: estimateSchema,
  ece: estimateSchema,
  classes: z.array(
    z.object({
      class: z.string(),
      n: z.int(),
      sensitivity: estimateSchema,
      specificity: estimateSchema,
      precision: estimateSchema,
      auroc: estimateSchema,
      average_precision: estimateSchema,
      sensitivity_at_specificity: z.array(z.object({ specificity: z.number(), ...estimateSchema.shape })),
    }),
  ),
  /** Rows are true classes, columns predicted ones; absent where an image may be of several classes. */
  confusion: z.array(z.array(z.int())).optional(),
  /** Bins of equal numbers of decisions, by confidence. */
  reliability: z.array(z.object({ n: z.int(), confidence: z.number(), right: z.number() })),
});

export type MetricsReport = z.infer<typeof metricsReportSchema>;

/** Every measure of some cases, with intervals. Nothing blocks the event loop for longer than some milliseconds. */
export async function metricsReport(
  cases: ScoredCases,
  { resamples = 1000, ...options }: ResampleOptions & CallOptions = {},
): Promise<MetricsReport> {
  const { classes, truth } = cases;
  const count = classes.length;
  const n = truth.length / count;
  const told = await estimates(measuresOf(cases), cases.groups, { resamples, ...options });
  const bins = reliabilityBins(decisionsOf(cases), new Float64Array(n).fill(1));
  const overall = told.overall as Pick<
    MetricsReport,
    "accuracy" | "balanced_accuracy" | "auroc" | "average_precision" | "brier" | "ece"
  >;
  return {
    n,
    groups: new Set(Array.from(cases.groups)).size,
    resamples,
    ...overall,
    classes: classes.map((name, k) => {
      const { sensitivity, specificity, precision, auroc, average_precision, ...rest } = told.classes[k];
      return {
        class: name,
        n: truth.reduce((sum, value, at) => sum + (at % count === k ? value : 0), 0),
        sensitivity,
        specificity,
        precision,
        auroc,
        average_precision,
        sensitivity_at_specificity: toldSpecificities.map((asked, i) => ({
          specificity: asked,
          ...rest[`sensitivity_at_${i}`],
        })),
      };
    }),
    ...(cases.multiLabel ? {} : { confusion: confusionOf(cases) }),
    reliability: [...bins.n.keys()]
      .filter((bin) => bins.n[bin] > 0)
      .map((bin) => ({
        n: bins.n[bin],
        confidence: bins.confidence[bin] / bins.n[bin],
        right: bins.right[bin] / bins.n[bin],
      })),
  };
}

function confusionOf(cases: ScoredCases): number[][] {
  const { classes, truth } = cases;
  const count = classes.length;
  const predicted = predictedOf(cases);
  const table = classes.map(() => classes.map(() => 0));
  for (let start = 0; start < truth.length; start += count) {
    const actual = truth.subarray(start, start + count).indexOf(1);
    if (actual >= 0) table[actual][predicted.subarray(start, start + count).indexOf(1)] += 1;
  }
  return table;
}
