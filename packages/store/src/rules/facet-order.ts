import { AppError, type FacetCount, type Scalar, isFieldPath } from "@lesion-atlas/core";

const kinds = ["number", "string", "boolean"];

/** The order of a facet's values: by count descending, then numbers before strings before booleans, each ascending. */
export function compareFacetCounts(a: FacetCount, b: FacetCount): number {
  return b.count - a.count || compareValues(a.value, b.value);
}

function compareValues(a: Scalar, b: Scalar): number {
  const byKind = kinds.indexOf(typeof a) - kinds.indexOf(typeof b);
  return byKind || (a < b ? -1 : a > b ? 1 : 0);
}

/** @throws AppError `invalid_input` for a field that no record can have */
export function checkFacetField(field: string): void {
  if (isFieldPath(field)) return;
  throw new AppError(
    "invalid_input",
    `unknown field ${JSON.stringify(field)}: use a record column (sex), extra.COLUMN or fields.NAME`,
  );
}
