import { type ProbeReport, formatEstimate, formatShare } from "@lesion-atlas/analysis";
import { formatCount } from "./numbers.ts";
import { formatTable } from "./table.ts";

const left = (title: string) => ({ title, longest: 40 });
const right = (title: string) => ({ title, align: "right" as const });

/** A probe's report for a person: warnings first, then what it is worth, what leaks, classes and subgroups. */
export function probeReportText(report: ProbeReport): string {
  const { name, version, labels, model, split, metrics, baselines, training, leak } = report;
  const chapters = [
    `Probe ${name}${version === undefined ? "" : `@${version}`} on ${labels.source}: ${labels.classes.length} classes, model ${model.id}, ${split.kind} split.\n` +
      `${formatCount(training.images)} images to train, ${formatCount(metrics.n)} to test in ${formatCount(metrics.groups)} groups.`,
    report.warnings.map((line) => `! ${line}`).join("\n"),
    formatTable(
      [left("balanced accuracy, accuracy, AUROC"), right("balanced"), right("accuracy"), right("auroc")],
      [
        { name: "this probe", ...metrics },
        ...baselines,
        ...(report.random_split
          ? [{ name: `random split, ${formatShare(report.random_split.share)} leak`, ...report.random_split }]
          : []),
      ].map((row) => [
        row.name,
        formatEstimate(row.balanced_accuracy),
        formatEstimate(row.accuracy),
        formatEstimate(row.auroc),
      ]),
    ),
    leakText(leak),
    formatTable(
      [
        left("class"),
        right("n"),
        right("sensitivity"),
        right("specificity"),
        right("auroc"),
        right("sens. at spec. 0.9"),
      ],
      metrics.classes.map((one) => [
        one.class,
        String(one.n),
        formatEstimate(one.sensitivity, 2),
        formatEstimate(one.specificity, 2),
        formatEstimate(one.auroc, 2),
        formatEstimate(one.sensitivity_at_specificity.find(({ specificity }) => specificity === 0.9) ?? null, 2),
      ]),
    ),
    `Calibration error ${formatEstimate(metrics.ece)}, Brier ${formatEstimate(metrics.brier)}, average precision ${formatEstimate(metrics.average_precision)}.`,
    curvesText(report.curves),
    formatTable(
      [left("subgroup"), right("n"), right("balanced accuracy"), right("auroc")],
      report.subgroups.map(({ by, value, n, enough, balanced_accuracy, auroc }) => [
        `${by.replaceAll("_", " ")}: ${value ?? "not said"}`,
        String(n),
        enough ? formatEstimate(balanced_accuracy) : "not enough data",
        enough ? formatEstimate(auroc) : "",
      ]),
    ),
    report.notice,
  ];
  return `${chapters
    .filter((chapter) => chapter !== "")
    .map((chapter) => chapter.trimEnd())
    .join("\n\n")}\n`;
}

function leakText({ test, leaking, share, kinds, scores, without_relatives: fair }: ProbeReport["leak"]): string {
  const head = `Leakage: ${leaking} of ${test} test images (${formatShare(share)}) have a relative in training.`;
  if (leaking === 0) return head;
  const by = kinds
    .filter(({ images }) => images > 0)
    .map(({ kind, images }) => `${kind.replaceAll("_", " ")} ${images}`);
  const score = (part: keyof typeof scores) =>
    scores[part].enough ? formatEstimate(scores[part].balanced_accuracy) : `not enough data (n ${scores[part].n})`;
  const lines = [
    head,
    `  by ${by.join(", ")}`,
    `  balanced accuracy of those that leak ${score("leaking")}, of the clean rest ${score("clean")}`,
  ];
  if (fair) {
    lines.push(
      `  all test images, fitted without the ${fair.removed} relatives: ${formatEstimate(fair.balanced_accuracy)}; the leak gains ${formatEstimate(fair.gain.balanced_accuracy)}`,
    );
  }
  return lines.join("\n");
}

function curvesText(curves: ProbeReport["curves"]): string {
  if (curves === undefined) return "";
  const rows = [
    ...(curves.few_shot ?? []).map(({ shots, ...point }) => ({ name: `${shots} a class`, ...point })),
    ...curves.learning.map(({ share, ...point }) => ({ name: `${Math.round(100 * share)} % of the groups`, ...point })),
  ];
  return formatTable(
    [left(`training images, ${curves.seeds.length} draws`), right("images"), right("balanced accuracy")],
    rows.map(({ name, images, balanced_accuracy }) => [name, formatCount(images), formatEstimate(balanced_accuracy)]),
  );
}
