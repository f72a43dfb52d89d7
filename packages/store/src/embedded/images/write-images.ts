import type { DatabaseSync } from "node:sqlite";
import type { FieldValue, Filter } from "@lesion-atlas/core";
import { changing } from "../database/transaction.ts";
import { filterSql } from "../filter/filter-sql.ts";
import { idsSql } from "./read-images.ts";

/** Writes or (null) removes fields. @returns images found */
export function setImageFields(
  database: DatabaseSync,
  ids: readonly string[],
  patch: Readonly<Record<string, FieldValue | null>>,
): number {
  const where = idsSql(ids);
  return changing(database, () => {
    const { changes } = database
      .prepare(`UPDATE images SET fields = json_patch(fields, ?) WHERE ${where.text}`)
      .run(JSON.stringify(patch), ...where.values);
    return Number(changes);
  });
}

/** Removes images with their fields and, by cascade, every model's vectors. @returns how many there were */
export function deleteImages(database: DatabaseSync, target: { ids: readonly string[] } | { filter: Filter }): number {
  const where = "ids" in target ? idsSql(target.ids) : filterSql(target.filter);
  return changing(database, (change) => {
    database
      .prepare(`INSERT INTO deletions (change, image) SELECT ?, images.number FROM images WHERE ${where.text}`)
      .run(change, ...where.values);
    const { changes } = database
      .prepare("DELETE FROM images WHERE number IN (SELECT image FROM deletions WHERE change = ?)")
      .run(change);
    return Number(changes);
  });
}
