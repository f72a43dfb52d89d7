import type { DatabaseSync } from "node:sqlite";
import type { ImageRecord } from "@lesion-atlas/core";

/**
 * Removes images whose content is about to be another, and by cascade what any model made of the old one. The row that
 * is written next has another number, so that nothing in memory can take it for the old picture.
 *
 * @param change number of the write
 * @returns a call for each record; it gives the fields that the new row is to have, as JSON, where there was an old one
 */
export function replacedImages(database: DatabaseSync, change: number): (record: ImageRecord) => string | undefined {
  const find = database.prepare("SELECT number, fields FROM images WHERE id = ? AND content_hash <> ?");
  const note = database.prepare("INSERT INTO deletions (change, image) VALUES (?, ?)");
  const remove = database.prepare("DELETE FROM images WHERE number = ?");
  return ({ id, content_hash }) => {
    const old = find.get(id, content_hash);
    if (!old) return undefined;
    note.run(change, old.number);
    remove.run(old.number);
    return old.fields as string;
  };
}
