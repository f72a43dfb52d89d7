import type { Scalar } from "@lesion-atlas/core";
import { type ValueCondition, listSql, rangeSql, sqlValue, textSql } from "./column-sql.ts";
import { type Sql, always, join, not } from "./sql.ts";

/** A place in one of the two JSON columns of `images`. */
export interface JsonPath {
  column: "extra" | "fields";
  /** SQLite's JSON path: the name as a JSON string, which may hold any character. */
  path: string;
}

/** @returns undefined for a key that is no `extra.COLUMN` or `fields.NAME` */
export function jsonPathOf(key: string): JsonPath | undefined {
  for (const column of ["extra", "fields"] as const) {
    if (key.startsWith(`${column}.`)) return { column, path: `$.${JSON.stringify(key.slice(column.length + 1))}` };
  }
  return undefined;
}

/** SQL that gives a row for each scalar at the path (its question mark is the path): none when absent, several for a list. */
export function jsonValues(column: JsonPath["column"]): string {
  return `json_each(images.${column}, ?) AS item`;
}

/** Kinds of JSON scalars as SQLite names them. */
const jsonKinds = { string: "'text'", number: "'integer', 'real'", boolean: "'true', 'false'" } as const;
export const jsonNumber = "CAST(item.value AS REAL)";

/** Whether a value at the path, or one member of the list there, holds. */
export function jsonSql({ column, path }: JsonPath, condition: ValueCondition): Sql {
  const holds = itemSql(condition);
  return {
    text: `EXISTS (SELECT 1 FROM ${jsonValues(column)} WHERE ${holds.text})`,
    values: [path, ...holds.values],
  };
}

function itemSql({ match, range }: ValueCondition): Sql {
  if (range) return ofKind("number", rangeSql(jsonNumber, range));
  if (!match) return always;
  if ("text" in match) return ofKind("string", textSql("item.value", match.text));
  if ("value" in match) return anyOf([match.value]);
  if ("any" in match) return anyOf(match.any);
  return not(anyOf(match.except));
}

function anyOf(values: readonly Scalar[]): Sql {
  const kinds = ["string", "number", "boolean"] as const;
  const parts = kinds.flatMap((kind) => {
    const list = values.filter((value) => typeof value === kind).map(sqlValue);
    if (list.length === 0) return [];
    const name = kind === "number" ? jsonNumber : "item.value";
    return [ofKind(kind, { text: `${name} IN ${listSql(kind)}`, values: [JSON.stringify(list)] })];
  });
  return join(parts, "OR");
}

function ofKind(kind: keyof typeof jsonKinds, sql: Sql): Sql {
  return join([{ text: `item.type IN (${jsonKinds[kind]})`, values: [] }, sql], "AND");
}
