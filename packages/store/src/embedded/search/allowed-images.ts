import type { DatabaseSync } from "node:sqlite";
import type { Filter } from "@lesion-atlas/core";
import { filterSql } from "../filter/filter-sql.ts";

/**
 * One byte for each image number, 1 where the image passes the filter. The numbers cross from SQLite as one JSON text:
 * a row each would take most of the time.
 */
export function allowedImages(database: DatabaseSync, filter: Filter): Uint8Array {
  const where = filterSql(filter);
  const { list } = database
    .prepare(`SELECT json_group_array(images.number) AS list FROM images WHERE ${where.text}`)
    .get(...where.values)!;
  const numbers = JSON.parse(list as string) as number[];
  const { last } = database.prepare("SELECT max(number) AS last FROM images").get()!;
  const allowed = new Uint8Array(((last as number | null) ?? 0) + 1);
  for (const number of numbers) allowed[number] = 1;
  return allowed;
}
