import type { DatabaseSync } from "node:sqlite";
import type { Facet, FacetCount, Filter, Scalar } from "@lesion-atlas/core";
import { findColumn } from "../database/columns.ts";
import { jsonNumber, jsonPathOf, jsonValues } from "../filter/json-sql.ts";
import { join } from "../filter/sql.ts";
import { filterSql } from "../filter/filter-sql.ts";
import type { KnownModel } from "../models/find-model.ts";
import { checkFacetField, compareFacetCounts } from "../../rules/facet-order.ts";
import { scopeSql } from "./select-images.ts";

export interface FacetRequest {
  field: string;
  filter?: Filter;
  limit: number;
}

/**
 * Counts the images of each value; an image with a list counts once for each distinct member.
 *
 * @throws AppError `invalid_input` for a field that no record can have
 */
export function facetImages(database: DatabaseSync, request: FacetRequest, scope: KnownModel | undefined): Facet {
  const { field, filter, limit } = request;
  checkFacetField(field);
  const within = scopeSql(filter, scope);
  const path = jsonPathOf(field);
  const column = findColumn(field);
  const value = path
    ? `CASE WHEN item.type IN ('integer', 'real') THEN ${jsonNumber} ELSE item.value END`
    : `images.${column!.sql}`;
  const kind = path ? "CASE WHEN item.type IN ('true', 'false') THEN 1 ELSE 0 END" : Number(column!.kind === "boolean");
  const rows = database
    .prepare(
      `SELECT ${value} AS facetValue, ${kind} AS isBoolean, count(${path ? "DISTINCT images.number" : "*"}) AS count
       FROM images${path ? `, ${jsonValues(path.column)}` : ""} WHERE ${within.text}
       GROUP BY 1, 2 HAVING facetValue IS NOT NULL`,
    )
    .all(...(path ? [path.path] : []), ...within.values);
  const values = rows
    .map((row): FacetCount => ({
      value: row.isBoolean ? row.facetValue === 1 : (row.facetValue as Scalar),
      count: row.count as number,
    }))
    .sort(compareFacetCounts);
  return {
    values: values.slice(0, limit),
    missing: countMissing(database, request, scope),
    otherValues: Math.max(0, values.length - limit),
  };
}

function countMissing(database: DatabaseSync, { field, filter }: FacetRequest, scope: KnownModel | undefined): number {
  const where = join([scopeSql(filter, scope), filterSql({ must: { is_empty: { key: field } } })], "AND");
  return database.prepare(`SELECT count(*) AS count FROM images WHERE ${where.text}`).get(...where.values)!
    .count as number;
}
