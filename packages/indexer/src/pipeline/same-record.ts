import type { ImageRecord } from "@lesion-atlas/core";

/** Whether two records say the same. A column that is absent and one that is undefined are one. */
export function sameRecord(a: ImageRecord, b: ImageRecord): boolean {
  const { extra: extraA = {}, ...columnsA } = a;
  const { extra: extraB = {}, ...columnsB } = b;
  return sameColumns(columnsA, columnsB) && sameColumns(extraA, extraB);
}

function sameColumns(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => columnOf(a, name) === columnOf(b, name));
}

/** A table may have a column named `constructor`. */
function columnOf(columns: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(columns, name) ? columns[name] : undefined;
}
