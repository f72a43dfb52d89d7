import type { ClassifyAnswer } from "@lesion-atlas/analysis";
import { printable } from "./printable.ts";
import { formatTable } from "./table.ts";

/** One line an image and one column a class, for a person; the reason of a rejected image names it. */
export function classifyText({ model, probe, classes, results, rejected = [], notice }: ClassifyAnswer): string {
  const table = formatTable(
    [
      { title: "image" },
      { title: "predicted" },
      ...classes.map((title) => ({ title, align: "right", longest: 32 }) as const),
    ],
    results.map(({ image, predicted, probabilities }) => [
      image,
      predicted,
      ...probabilities.map((probability) => probability.toFixed(6)),
    ]),
  );
  const refused = rejected.map(({ reason }) => `${printable(reason)}\n`);
  return `${results.length > 0 ? table : ""}${refused.join("")}\n${probe === undefined ? "Zero-shot" : `Probe ${probe}`} by model ${model}.\n${notice}\n`;
}
