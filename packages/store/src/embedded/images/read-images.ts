import type { DatabaseSync } from "node:sqlite";
import type { Filter, StoredImage } from "@lesion-atlas/core";
import { type Sql, join } from "../filter/sql.ts";
import type { KnownModel } from "../models/find-model.ts";
import { scopeSql, selectImages } from "./select-images.ts";

/** SQLite's own name for the index of `id TEXT UNIQUE`. */
const imagesById = "sqlite_autoindex_images_1";

/** In the order of `ids`; undefined where there is none. */
export function getImages(
  database: DatabaseSync,
  ids: readonly string[],
  model: KnownModel | undefined,
  vectors: boolean | undefined,
): (StoredImage | undefined)[] {
  const found = new Map(
    selectImages(database, { where: idsSql(ids), model, vectors }).map((image) => [image.id, image]),
  );
  return ids.map((id) => found.get(id));
}

export function idsSql(ids: readonly string[]): Sql {
  return { text: "images.id IN (SELECT value FROM json_each(?))", values: [JSON.stringify(ids)] };
}

export interface PageRequest {
  filter?: Filter;
  after?: string;
  vectors?: boolean;
  /** Most images of the page. */
  size: number;
}

/**
 * The next images by id. Where more pass than a page holds, SQLite is made to walk along the ids: left to itself it
 * would find all of them through an index of the filter and sort them, again for each page.
 *
 * @param scope the model whose images alone are seen
 */
export function scanPage(
  database: DatabaseSync,
  { filter, after = "", vectors, size }: PageRequest,
  model: KnownModel | undefined,
  scope: KnownModel | undefined,
): StoredImage[] {
  const where = join([{ text: "images.id > ?", values: [after] }, scopeSql(filter, scope)], "AND");
  const { count } = database
    .prepare(`SELECT count(*) AS count FROM (SELECT 1 FROM images WHERE ${where.text} LIMIT ${size})`)
    .get(...where.values)!;
  const from = count === size ? `images INDEXED BY ${imagesById}` : "images";
  return selectImages(database, { from, where, model, vectors, tail: `ORDER BY images.id LIMIT ${size}` });
}

export function countImages(database: DatabaseSync, filter: Filter | undefined, scope: KnownModel | undefined): number {
  if (scope && !filter) return rowCount(database, scope.vectors);
  const where = scopeSql(filter, scope);
  return database.prepare(`SELECT count(*) AS count FROM images WHERE ${where.text}`).get(...where.values)!
    .count as number;
}

/** Rows of a table. */
export function rowCount(database: DatabaseSync, table: string): number {
  return database.prepare(`SELECT count(*) AS count FROM ${table}`).get()!.count as number;
}
