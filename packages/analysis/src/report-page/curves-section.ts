import type { ProbeReport } from "../probe/report/probe-report.ts";
import { forestFigure, labelWidthOf } from "./forest-plot.ts";

/** Balanced accuracy for fewer training images; nothing where it was not asked for. */
export function curvesSection({ curves }: ProbeReport): string {
  if (curves === undefined) return "";
  const shots = (curves.few_shot ?? []).map(({ shots: count, images, balanced_accuracy }) => ({
    label: `${count} a class`,
    estimate: balanced_accuracy,
    n: images,
  }));
  const learning = curves.learning.map(({ share, images, balanced_accuracy }) => ({
    label: `${Math.round(100 * share)} % of the groups`,
    estimate: balanced_accuracy,
    n: images,
  }));
  const labelWidth = labelWidthOf([...shots, ...learning]);
  return (
    `<h2>With fewer training images</h2><p class="soft">Balanced accuracy on the same test images, mean of ${curves.seeds.length} draws ` +
    `of training images with its 95 % interval; n is the number of training images.</p>` +
    `${shots.length > 0 ? forestFigure("Few-shot", shots, { labelWidth }) : ""}${forestFigure("Learning curve", learning, { labelWidth })}`
  );
}
