import { formatCount } from "./numbers.ts";
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
