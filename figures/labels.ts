import type { LabelRule, PhantomQuery } from "./measures.ts";
import type { Row, Table } from "./tables.ts";

/** True for a positive, false for a negative; images that are neither are not in it. */
export type Labels = ReadonlyMap<string, boolean>;

/**
 * The labels that a rule gives the images of a table.
 *
 * @param rows every table of the archive, joined by image
 */
export function labelsOf(rule: LabelRule, rows: Table): Labels {
  const cells = [...rows].flatMap(([key, row]): [string, string][] => {
    const cell = row[rule.column];
    return cell === undefined || cell === "" || !passes(rule.only, row) ? [] : [[key, cell]];
  });
  if (rule.equals !== undefined) {
    const known = cells.filter(([, cell]) => rule.absent === undefined || [rule.equals, rule.absent].includes(cell));
    return new Map(known.map(([key, cell]) => [key, cell === rule.equals]));
  }
  const values = cells.map(([key, cell]): [string, number] => [key, Number(cell)]);
  const sorted = values.map(([, value]) => value).sort((a, b) => a - b);
  const cut = quantile(sorted, rule.positive === "top_fifth" ? 0.8 : 0.2);
  return new Map(values.map(([key, value]) => [key, rule.positive === "top_fifth" ? value > cut : value < cut]));
}

/** Present from one visible share on, absent below another; what lies between is left out. */
export function phantomLabels(query: PhantomQuery, concepts: Table): Labels {
  const labels = new Map<string, boolean>();
  for (const [key, row] of concepts) {
    const share = query.truth.reduce((sum, column) => sum + Number(cellOf(row, column)), 0);
    if (share >= query.present_from) labels.set(key, true);
    else if (share < query.absent_below) labels.set(key, false);
  }
  return labels;
}

function cellOf(row: Row, column: string): string {
  const cell = row[column.replace(/^colours\./, "colour_").replace(/^(structures|artefacts)\./, "")];
  if (cell === undefined) throw new Error(`the phantoms' truth has no column ${column}`);
  return cell;
}

function passes(only: string | undefined, row: Row): boolean {
  if (only === undefined) return true;
  const [column, value] = only.split("=");
  return row[column] === value;
}

/** Linear interpolation between the order statistics (Hyndman and Fan 1996, type 7). */
function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  return sorted[below] + (position - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}
