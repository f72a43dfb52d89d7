import { type Reject, escapeFormula } from "@lesion-atlas/core";
import { stringify } from "csv-stringify/sync";

const columns = ["key", "file", "reason"] as const satisfies readonly (keyof Reject)[];

/** The same CSV as `createRejectsFile` writes, as text. */
export function rejectsTable(rejects: readonly Reject[]): string {
  const rows = rejects.map((reject) => columns.map((column) => escapeFormula(reject[column])));
  return stringify(rows, { header: true, columns: [...columns] });
}
