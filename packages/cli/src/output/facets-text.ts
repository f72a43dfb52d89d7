import type { FacetAnswer } from "@lesion-atlas/analysis";
import { formatCount } from "./numbers.ts";
import { formatTable } from "./table.ts";

/** The answer of `lesion facets`. */
export interface FacetsAnswer {
  model: string;
  searched: number;
  /** False where counts may be off by a little. */
  exact: boolean;
  facets: readonly FacetAnswer[];
  notice: string;
}

/** One table a column, most frequent value first. */
export function facetsText({ model, searched, exact, facets, notice }: FacetsAnswer): string {
  const tables = facets.map(({ field, values, missing, other_values }) => {
    const rows = values.map(({ value, count }) => [String(value), formatCount(count)]);
    if (missing > 0) rows.push(["(missing)", formatCount(missing)]);
    if (other_values > 0) rows.push([`(${formatCount(other_values)} more values)`, ""]);
    return formatTable(
      [
        { title: field, longest: 60 },
        { title: "images", align: "right" },
      ],
      rows,
    );
  });
  const about = exact ? "" : "; counts are not exact on this store";
  return `${tables.join("\n")}\n${formatCount(searched)} images pass the filter, model ${model}${about}.\n${notice}\n`;
}
