import type { DatabaseSync } from "node:sqlite";

/** Reads a setting or a fact of the file that is a number (`user_version`, `page_count`). */
export function pragma(database: DatabaseSync, name: string): number {
  return database.prepare(`PRAGMA ${name}`).get()![name] as number;
}
