import { type EvaluationReport, formatEstimate, formatShare } from "@lesion-atlas/analysis";
import { formatCount } from "./numbers.ts";
import { formatTable } from "./table.ts";

/** The table of an evaluation, for a person. */
export function evaluationText(report: EvaluationReport): string {
  const { name, archive, model, label, classes, images, rows, leak_gain: gain, warnings, notice } = report;
  const right = (title: string) => ({ title, align: "right" as const });
  const table = formatTable(
    [
      { title: "setting" },
      { title: "split" },
      right("train"),
      right("test"),
      right("leak"),
      right("balanced accuracy"),
      right("accuracy"),
      right("auroc"),
    ],
    rows.map((row) => [
      row.setting,
      row.split,
      row.train === 0 ? "–" : formatCount(row.train),
      formatCount(row.test),
      formatShare(row.leak_share),
      formatEstimate(row.balanced_accuracy),
      formatEstimate(row.accuracy),
      formatEstimate(row.auroc),
    ]),
  );
  const worth =
    gain === undefined
      ? ""
      : `\nOn the published split the leak gains the probe ${formatEstimate(gain.balanced_accuracy)} balanced accuracy, against a fit without the ${gain.removed} relatives.\n`;
  return (
    `${name}: ${archive}, ${label}, ${classes.length} classes, ${formatCount(images)} images, model ${model.id}.\n\n${table}${worth}` +
    `${warnings.map((line) => `\n! ${line}`).join("")}\n${notice}\n`
  );
}
