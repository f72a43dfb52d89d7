import type { ProbeReport } from "../probe/report/probe-report.ts";
import { escapeText } from "./escape.ts";
import { type ForestRow, forestFigure } from "./forest-plot.ts";
import { formatEstimate, formatShare } from "./format-numbers.ts";
import { htmlTable } from "./html-table.ts";

const names = {
  patient: "same patient",
  lesion: "same lesion",
  same_image: "same picture",
  confirmed_duplicate: "confirmed duplicate",
  near_duplicate: "near-duplicate",
} as const;

/** What training knows of the test images, and what that is worth. */
export function leakSection({ leak, split }: ProbeReport): string {
  const { scores, without_relatives: fair } = leak;
  const words =
    leak.leaking === 0
      ? `No test image has a relative in training.`
      : `${leak.leaking} of ${leak.test} test images (${formatShare(leak.share)}) have a relative in training.`;
  const known = `Records name the lesion of ${leak.lesion_known} and the patient of ${leak.patient_known} of the ${leak.test} test images.`;
  const rule = leak.near_duplicate_rule
    ? `Near-duplicates: ${leak.near_duplicate_rule}.`
    : "Near-duplicates were not looked for.";
  const table = htmlTable(
    ["a relative in training by", "test images", "share"],
    leak.kinds.map(({ kind, images, share }) => [names[kind], String(images), formatShare(share)]),
  );
  const rows: ForestRow[] = [
    { label: "all test images", estimate: scores.all.balanced_accuracy, n: scores.all.n, strong: true },
    {
      label: "those that leak",
      estimate: scores.leaking.balanced_accuracy,
      n: scores.leaking.n,
      without: "not enough data",
    },
    {
      label: "the clean rest",
      estimate: scores.clean.balanced_accuracy,
      n: scores.clean.n,
      without: "not enough data",
    },
    ...(fair
      ? [{ label: "all, fitted without relatives", estimate: fair.balanced_accuracy, n: scores.all.n, strong: true }]
      : []),
  ];
  const worth = fair
    ? `<p>${escapeText(
        `Fitted without the ${fair.removed} training images that are relatives, the same test images score differently: the ` +
          `leaking fit gains ${formatEstimate(fair.gain.balanced_accuracy)} balanced accuracy, ${formatEstimate(fair.gain.accuracy)} accuracy.`,
      )}</p>`
    : "";
  return (
    `<h2>Leakage</h2><p><strong>${escapeText(words)}</strong> ${escapeText(known)} ${escapeText(rule)}</p>${table}` +
    (leak.leaking > 0 || split.kind !== "grouped"
      ? `<h3>Balanced accuracy with and without them</h3>${forestFigure("Balanced accuracy of leaking and clean test images", rows)}${worth}`
      : "")
  );
}
