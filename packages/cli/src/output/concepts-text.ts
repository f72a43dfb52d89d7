import type { CalibrationDocument } from "@lesion-atlas/analysis";
import { formatCount } from "./numbers.ts";
import { printable } from "./printable.ts";
import { formatTable } from "./table.ts";

/** The answer of `lesion concepts list`. */
export interface ConceptsAnswer {
  /** Under which calibrations were looked up; undefined where nothing was stored yet. */
  model?: string;
  own_file: string;
  concepts: readonly {
    name: string;
    group: string;
    terms: readonly string[];
    calibration?: { label: string; n: number };
  }[];
  notice: string;
}

/** The concepts as a table, for a person. */
export function conceptsText({ model, own_file, concepts, notice }: ConceptsAnswer): string {
  const columns = [
    { title: "group" },
    { title: "concept" },
    { title: "calibrated on" },
    { title: "asked as", longest: 80 },
  ] as const;
  const rows = concepts.map(({ name, group, terms, calibration }) => [
    group,
    name,
    calibration ? `${calibration.label}, ${formatCount(calibration.n)} images` : "",
    terms.join("; "),
  ]);
  const under = model === undefined ? "" : `Calibrations are those of the model ${model}. `;
  return `${formatTable(columns, rows)}\n${under}Change or add concepts in ${own_file}.\n${notice}\n`;
}

/** One concept, for a person. */
export function conceptText(answer: {
  model?: string;
  name: string;
  group: string;
  terms: readonly string[];
  templates?: readonly string[];
  sources: readonly string[];
  calibration?: CalibrationDocument;
  notice: string;
}): string {
  const { model, name, group, terms, templates, sources, calibration, notice } = answer;
  const list = (title: string, lines: readonly string[]) => [title, ...lines.map((line) => `  ${printable(line)}`)];
  const fitted = calibration && [
    `calibrated under ${calibration.model} on ${calibration.label}: ${formatCount(calibration.n)} images, ` +
      `${formatCount(calibration.positives)} with it, AUROC ${calibration.auroc.toFixed(3)}`,
  ];
  const missing = model === undefined ? [] : [`not calibrated under ${model}: lesion concepts fit does it`];
  return [
    `${printable(name)} (${printable(group)})`,
    ...(fitted ?? missing),
    ...list("asked as", terms),
    ...(templates ? list("in", templates) : []),
    ...(sources.length > 0 ? list("literature", sources) : []),
    notice,
    "",
  ].join("\n");
}
