import { type Match, type Range, type Scalar, wordsOf } from "@lesion-atlas/core";
import type { Column } from "../database/columns.ts";
import { type Sql, join, never } from "./sql.ts";

/** What is asked of a value; nothing: that there is one. */
export interface ValueCondition {
  match?: Match;
  range?: Range;
}

export function hasValue({ sql }: Column): Sql {
  return { text: `images.${sql} IS NOT NULL`, values: [] };
}

/** A condition on a column of `images`. Values of another kind than the column's never get to SQLite. */
export function columnSql(column: Column, { match, range }: ValueCondition): Sql {
  const name = `images.${column.sql}`;
  if (range) return column.kind === "number" ? rangeSql(name, range) : never;
  if (!match) return hasValue(column);
  if ("text" in match) return column.kind === "string" ? textSql(name, match.text) : never;
  if ("value" in match) {
    return typeof match.value === column.kind ? { text: `${name} IS ?`, values: [sqlValue(match.value)] } : never;
  }
  const negated = "except" in match;
  const list = (negated ? match.except : match.any).filter((value) => typeof value === column.kind);
  if (list.length === 0) return negated ? hasValue(column) : never;
  return {
    text: `(${name} IS NOT NULL AND ${name} ${negated ? "NOT IN" : "IN"} ${listSql(column.kind)})`,
    values: [JSON.stringify(list)],
  };
}

/** A JSON list as a set of SQL values; its numbers as float64, like the columns'. */
export function listSql(kind: string): string {
  return `(SELECT ${kind === "number" ? "CAST(value AS REAL)" : "value"} FROM json_each(?))`;
}

/** @param name SQL of a number that is not text; NULL is in no range */
export function rangeSql(name: string, range: Range): Sql {
  const bounds = [
    [">", range.gt],
    [">=", range.gte],
    ["<", range.lt],
    ["<=", range.lte],
  ] as const;
  return join(
    [
      { text: `${name} IS NOT NULL`, values: [] },
      ...bounds.flatMap(([operator, bound]) =>
        bound === undefined ? [] : [{ text: `${name} ${operator} ?`, values: [bound] }],
      ),
    ],
    "AND",
  );
}

/** @param name SQL of any value; only text has words */
export function textSql(name: string, text: string): Sql {
  return { text: `has_words(${name}, ?)`, values: [JSON.stringify(wordsOf(text))] };
}

/** SQLite has no booleans. */
export function sqlValue(value: Scalar): string | number {
  return typeof value === "boolean" ? Number(value) : value;
}
