import { z } from "zod";
import { estimateSchema } from "../evaluation/intervals.ts";
import { type ForestRow, forestPlot } from "../report-page/forest-plot.ts";
import { formatShare } from "../report-page/format-numbers.ts";
import { standaloneSvg } from "../report-page/standalone-svg.ts";

/** One setting on one split. */
export const evaluationRowSchema = z.object({
  setting: z.enum(["zero-shot", "probe"]),
  split: z.enum(["leak-free", "published"]),
  /** Training images; 0 for zero-shot. */
  train: z.int(),
  test: z.int(),
  /** Test images with a relative in training: what a probe could remember. */
  leaking: z.int(),
  leak_share: z.number(),
  accuracy: estimateSchema,
  balanced_accuracy: estimateSchema,
  auroc: estimateSchema,
});

/** The answer of an evaluation. */
export const evaluationReportSchema = z.object({
  name: z.string(),
  archive: z.string(),
  model: z.object({ id: z.string(), fingerprint: z.string() }),
  label: z.string(),
  classes: z.array(z.string()),
  images: z.int(),
  unlabelled: z.int(),
  rows: z.array(evaluationRowSchema),
  /** What the published split's leak is worth to the probe: its gain over a fit without the relatives. */
  leak_gain: z.object({ removed: z.int(), balanced_accuracy: estimateSchema }).optional(),
  warnings: z.array(z.string()),
  notice: z.string(),
});

export type EvaluationReport = z.infer<typeof evaluationReportSchema>;

/** The balanced accuracy of every row as one SVG file. */
export function evaluationPlot({ name, model, classes, rows }: EvaluationReport): string {
  const lines = rows.map(({ setting, split, leaking, leak_share, balanced_accuracy, test }): ForestRow => ({
    label: `${setting}, ${split}${setting === "probe" && leaking > 0 ? ` (${formatShare(leak_share)} leak)` : ""}`,
    estimate: balanced_accuracy,
    n: test,
    strong: setting === "probe",
  }));
  const title = `${name}: balanced accuracy, model ${model.id}`;
  return standaloneSvg(forestPlot(title, lines, { reference: 1 / classes.length }), title);
}
