import type { ProbeReport } from "./probe-report.ts";

/** Link between artefact and label from which on a reader is warned: AUROC this far from 0.5. */
const strongLink = 0.2;

/** What a reader of a report must not miss. */
export function warningsOf(report: ProbeReport): string[] {
  const { leak, split, labels, metrics, confounders, solver } = report;
  const warnings: string[] = [];
  if (leak.leaking > 0) {
    warnings.push(
      `${leak.leaking} of ${leak.test} test images (${percent(leak.share)}) have a relative in training.${worth(leak)}`,
    );
  }
  if (leak.patient_known < leak.test) {
    warnings.push(
      `${leak.test - leak.patient_known} of ${leak.test} test images name no patient: two images of one patient may be on both sides unseen.`,
    );
  }
  if (leak.near_duplicate_rule === undefined) warnings.push("Near-duplicates were not looked for.");
  if (split.largest_group > 0.2 * labels.images) {
    warnings.push(
      `One group holds ${split.largest_group} of ${labels.images} images: the rule for near-duplicates chains too much for this model, raise its cosine.`,
    );
  }
  if (labels.forced) warnings.push("The label was forced: it may give the diagnosis away.");
  if (labels.unlabelled > 0) warnings.push(`${labels.unlabelled} images without a label were left out.`);
  if (labels.rare.length > 0) {
    const named = labels.rare.map(({ class: name, n }) => `${name} (${n})`).join(", ");
    warnings.push(`Classes of too few images were left out: ${named}.`);
  }
  const small = metrics.classes.filter(({ n }) => n < 20).map(({ class: name, n }) => `${name} (${n})`);
  if (small.length > 0) warnings.push(`Classes of fewer than 20 test images say little: ${small.join(", ")}.`);
  if (metrics.classes.some(({ n }) => n === 0)) {
    warnings.push("A class does not occur in the test part: macro measures are without it.");
  }
  for (const { artefact, column, classes } of confounders) {
    const linked = classes.filter(({ auroc, n }) => n >= 20 && auroc !== null && Math.abs(auroc - 0.5) >= strongLink);
    if (linked.length === 0) continue;
    const named = linked.map(({ class: name, auroc }) => `${name} (AUROC ${auroc!.toFixed(2)})`).join(", ");
    warnings.push(
      `${artefact} (column ${column}) goes with the label: ${named}. The probe may learn it in place of the lesion.`,
    );
  }
  const untold = confounders.filter(({ column }) => column === null).map(({ artefact }) => artefact);
  if (untold.length > 0)
    warnings.push(`No column or tag tells of ${untold.join(", ")}: whether the probe leans on it is not known.`);
  if (solver.converged === false) warnings.push("The fit did not reach its optimum before the iterations ran out.");
  return warnings;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function worth({ without_relatives: fair, scores }: ProbeReport["leak"]): string {
  const [leaky, clean, gain] = [scores.all.balanced_accuracy, fair?.balanced_accuracy, fair?.gain.balanced_accuracy];
  if (!fair || !leaky || !clean || !gain || leaky.value === null || clean.value === null || gain.value === null)
    return "";
  const interval = gain.low === null ? "" : `, ${signed(gain.low)} to ${signed(gain.high!)}`;
  return (
    ` Fitted without these relatives (${fair.removed} images), balanced accuracy on the same test images is ` +
    `${clean.value.toFixed(3)} instead of ${leaky.value.toFixed(3)} (${signed(gain.value)}${interval}).`
  );
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(3)}`;
}
