import { AppError, type Condition, type Filter, conditionsOf } from "@lesion-atlas/core";
import { findColumn } from "../database/columns.ts";
import { columnSql, hasValue } from "./column-sql.ts";
import { jsonPathOf, jsonSql } from "./json-sql.ts";
import { type Sql, join, never, not } from "./sql.ts";

/** Question marks of one filter. SQLite's planning grows with their square: 5,000 take it some tenths of a second. */
const mostValues = 5_000;

/**
 * A filter as a condition over a row of `images`: 1 where `matchesFilter` says true and 0, never NULL, where it says
 * false.
 *
 * @throws AppError `too_large` for more conditions than SQLite plans in reasonable time
 */
export function filterSql(filter: Filter): Sql {
  const sql = clausesSql(filter);
  if (sql.values.length <= mostValues) return sql;
  throw new AppError(
    "too_large",
    `the filter has more than ${mostValues.toLocaleString("en")} conditions: give lists with match any or has_id`,
  );
}

function clausesSql(filter: Filter): Sql {
  const should = conditionsOf(filter.should);
  return join(
    [
      ...conditionsOf(filter.must).map(conditionSql),
      ...(should.length === 0 ? [] : [join(should.map(conditionSql), "OR")]),
      ...conditionsOf(filter.must_not).map((condition) => not(conditionSql(condition))),
    ],
    "AND",
  );
}

function conditionSql(condition: Condition): Sql {
  if ("has_id" in condition) {
    return { text: "images.id IN (SELECT value FROM json_each(?))", values: [JSON.stringify(condition.has_id)] };
  }
  if ("is_empty" in condition) return not(pathSql(condition.is_empty.key, {}));
  if ("match" in condition || "range" in condition) return pathSql(condition.key, condition);
  return clausesSql(condition);
}

function pathSql(key: string, condition: Parameters<typeof columnSql>[1]): Sql {
  const path = jsonPathOf(key);
  if (path) return jsonSql(path, condition);
  const column = findColumn(key);
  if (!column) return never;
  return "match" in condition || "range" in condition ? columnSql(column, condition) : hasValue(column);
}
