import type { DatabaseSync } from "node:sqlite";
import type { StoredImage } from "@lesion-atlas/core";
import { imageColumns, storedImage } from "../images/select-images.ts";

/** Order of two images, given by number, by their ids; each id is read once. */
export function compareIds(database: DatabaseSync): (image: number, other: number) => number {
  const statement = database.prepare("SELECT id FROM images WHERE number = ?");
  const ids = new Map<number, string>();
  const idOf = (image: number): string => {
    const id = ids.get(image) ?? (statement.get(image)!.id as string);
    ids.set(image, id);
    return id;
  };
  return (image, other) => (idOf(image) < idOf(other) ? -1 : 1);
}

/** Reads the images of all hits at once. */
export function hitsByNumber(database: DatabaseSync, numbers: readonly number[]): Map<number, StoredImage> {
  const rows = database
    .prepare(`SELECT ${imageColumns} FROM images WHERE number IN (SELECT value FROM json_each(?))`)
    .all(JSON.stringify([...new Set(numbers)]));
  return new Map(rows.map((row) => [row.number as number, storedImage(row)]));
}
