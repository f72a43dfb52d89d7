import { type ClinicalRecord, type Scalar, clinicalSchema } from "@lesion-atlas/core";
import { z } from "zod";
import { booleanCell, isMissing, scalarCell } from "../tables/cells.ts";
import { siteOf } from "./site.ts";

/** One image's cells by column name, without the empty ones. */
export type Cells = ReadonlyMap<string, string>;

/** Earlier and challenge spellings of the ISIC Archive's columns. */
const aliases: Readonly<Record<string, string>> = {
  age_approximate: "age_approx",
  anatom_site_general_challenge: "anatom_site_general",
};

const columnTypes = new Map(
  Object.entries(clinicalSchema.shape)
    .filter(([name]) => name !== "extra")
    .map(([name, schema]) => {
      const inner = schema.unwrap();
      return [name, inner instanceof z.ZodNumber ? "number" : inner instanceof z.ZodBoolean ? "boolean" : "string"];
    }),
);

/**
 * Types the cells of one row: the ISIC Archive's columns as `ClinicalRecord` has them, every other column under its own
 * name in `extra`. A value that does not fit its column's type is kept in `extra` too; `site` is derived, and what a
 * table itself calls `site` is kept in `extra` where the derived one says less.
 */
export function clinicalRecord(cells: Cells): ClinicalRecord {
  const typed: [string, Scalar][] = [];
  const extra: [string, Scalar][] = [];
  for (const [column, cell] of cells) {
    const name = aliases[column] ?? column;
    const type = column === "site" ? undefined : columnTypes.get(name);
    if (type === undefined) extra.push([column, scalarCell(cell)]);
    else if (type === "string") typed.push([name, cell.trim()]);
    else if (!isMissing(cell)) {
      const value = type === "number" ? numberCell(cell) : truthCell(cell);
      if (value === undefined) extra.push([column, cell]);
      else typed.push([name, value]);
    }
  }
  const record = Object.fromEntries(typed) as ClinicalRecord;
  return withExtra(
    { ...record, ...siteOf(record, cells.get("site")) },
    extra.filter(([name]) => name !== "site"),
  );
}

/** Adds columns to `extra`; a record without any has no `extra`. */
export function withExtra(record: ClinicalRecord, columns: readonly (readonly [string, Scalar])[]): ClinicalRecord {
  if (columns.length === 0) return record;
  return { ...record, extra: Object.fromEntries([...Object.entries(record.extra ?? {}), ...columns]) };
}

/** A finite number, or undefined. */
export function numberCell(cell: string | undefined): number | undefined {
  const text = cell?.trim() ?? "";
  const number = Number(text);
  return text !== "" && Number.isFinite(number) ? number : undefined;
}

function truthCell(cell: string): boolean | undefined {
  const text = cell.trim();
  if (text === "1" || text === "1.0") return true;
  if (text === "0" || text === "0.0") return false;
  return booleanCell(text);
}

/** What may not be in both halves of a split: the patient, else the lesion; the prefix keeps the two apart. */
export function groupOf(record: ClinicalRecord): string | undefined {
  if (record.patient_id) return `patient:${record.patient_id}`;
  return record.lesion_id ? `lesion:${record.lesion_id}` : undefined;
}
