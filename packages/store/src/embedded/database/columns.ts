import { type ImageRecord, recordFields } from "@lesion-atlas/core";
import type { SQLOutputValue } from "node:sqlite";
import { type ColumnKind, columnKind } from "../../rules/column-kind.ts";

export interface Column {
  /** The record's own name for it. */
  name: string;
  /** A comparison with a value of another kind is false without asking SQLite, which would convert. */
  kind: ColumnKind;
  /** Quoted for SQL. */
  sql: string;
  /** SQLite's type: no value is ever converted to another kind by it. */
  type: "TEXT" | "REAL" | "INTEGER";
}

const types = { string: "TEXT", number: "REAL", boolean: "INTEGER" } as const;

/** One column for each scalar of the record, in the order of the schema. */
export const recordColumns: readonly Column[] = recordFields.map((name) => {
  const kind = columnKind(name)!;
  return { name, kind, sql: quoteName(name), type: types[kind] };
});

const columnOf = new Map(recordColumns.map((column) => [column.name, column]));

/** @returns undefined for a name that is no scalar of the record */
export function findColumn(name: string): Column | undefined {
  return columnOf.get(name);
}

/** An identifier as SQL takes it whatever it is (`group`, `key`). */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The record's scalars in the order of `recordColumns`, then `extra` as JSON. */
export function rowOfRecord(record: ImageRecord): (string | number | null)[] {
  const row = recordColumns.map(({ name }) => {
    const value = record[name as keyof ImageRecord] as string | number | boolean | undefined;
    return value === undefined ? null : typeof value === "boolean" ? Number(value) : value;
  });
  return [...row, record.extra === undefined ? null : JSON.stringify(record.extra)];
}

/** The way back: columns without a value are absent from the record. */
export function recordOfRow(row: Record<string, SQLOutputValue>): ImageRecord {
  const record: Record<string, unknown> = {};
  for (const { name, kind } of recordColumns) {
    const value = row[name];
    if (value !== null) record[name] = kind === "boolean" ? value === 1 : value;
  }
  if (row.extra !== null) record.extra = JSON.parse(row.extra as string);
  return record as ImageRecord;
}
