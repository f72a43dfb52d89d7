import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Filter, StoredImage } from "@lesion-atlas/core";
import { recordColumns, recordOfRow } from "../database/columns.ts";
import { filterSql } from "../filter/filter-sql.ts";
import { type Sql, join } from "../filter/sql.ts";
import type { KnownModel } from "../models/find-model.ts";
import { vectorOfBytes } from "../models/vector-bytes.ts";

/** The columns that `storedImage` reads. */
export const imageColumns = ["number", ...recordColumns.map(({ sql }) => sql), "extra", "fields"]
  .map((column) => `images.${column}`)
  .join(", ");

/** The images that a call looks at: those of the filter, and only those under the model where one is given. */
export function scopeSql(filter: Filter | undefined, model: KnownModel | undefined): Sql {
  return join([...(model ? [underModel(model)] : []), ...(filter ? [filterSql(filter)] : [])], "AND");
}

/** Whether the model has a vector of the image. */
export function underModel({ vectors }: KnownModel): Sql {
  return { text: `EXISTS (SELECT 1 FROM ${vectors} AS own WHERE own.image = images.number)`, values: [] };
}

export interface Selection {
  /** SQL of the table `images`, with the index to use where SQLite should not choose. */
  from?: string;
  where: Sql;
  /** Of the model in use, for `hasVector`. */
  model: KnownModel | undefined;
  vectors: boolean | undefined;
  /** SQL behind the condition: an order, a limit. */
  tail?: string;
}

/** Reads images whole. */
export function selectImages(
  database: DatabaseSync,
  { from = "images", where, model, vectors, tail = "" }: Selection,
): StoredImage[] {
  const hasVector = model ? underModel(model).text : "0";
  const vector =
    model && vectors ? `(SELECT own.vector FROM ${model.vectors} AS own WHERE own.image = images.number)` : "NULL";
  return database
    .prepare(
      `SELECT ${imageColumns}, ${hasVector} AS hasVector, ${vector} AS vector FROM ${from} WHERE ${where.text} ${tail}`,
    )
    .all(...where.values)
    .map(storedImage);
}

/** @param row with `imageColumns`, and `hasVector` and `vector` where they were asked for */
export function storedImage(row: Record<string, SQLOutputValue>): StoredImage {
  const record = recordOfRow(row);
  return {
    id: record.id,
    record,
    fields: JSON.parse(row.fields as string),
    hasVector: row.hasVector === 1,
    ...(row.vector instanceof Uint8Array && { vector: vectorOfBytes(row.vector) }),
  };
}
