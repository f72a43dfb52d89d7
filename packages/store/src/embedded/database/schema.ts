import type { DatabaseSync } from "node:sqlite";
import { AppError } from "@lesion-atlas/core";
import { quoteName, recordColumns } from "./columns.ts";
import { pragma } from "./pragma.ts";

/** Marks a SQLite file as ours ("LSNA"). */
export const applicationId = 0x4c534e41;

/**
 * Step i brings a file from version i to i + 1 (`PRAGMA user_version`). A step that was released is never edited.
 *
 * `sequence` counts the writes to images: each takes the next number and leaves it in `vectors_N.change` and
 * `deletions.change`, so that another process finds what is new. `images.number` is never given twice.
 */
const migrations: readonly string[] = [
  `CREATE TABLE sequence (change INTEGER NOT NULL) STRICT;
   INSERT INTO sequence VALUES (0);
   CREATE TABLE images (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     extra TEXT,
     fields TEXT NOT NULL DEFAULT '{}'
   ) STRICT;
   CREATE TABLE deletions (change INTEGER NOT NULL, image INTEGER NOT NULL) STRICT;
   CREATE INDEX deletions_change ON deletions (change);
   CREATE TABLE models (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     fingerprint TEXT NOT NULL UNIQUE,
     dimensions INTEGER NOT NULL,
     model TEXT NOT NULL
   ) STRICT;
   CREATE TABLE documents (
     kind TEXT NOT NULL,
     id TEXT NOT NULL,
     version INTEGER NOT NULL,
     document TEXT NOT NULL,
     PRIMARY KEY (kind, id)
   ) STRICT, WITHOUT ROWID;`,
];

/** Columns that filters, skips and groups ask for. */
const indexed: readonly (readonly string[])[] = [
  ["archive", "key"],
  ["key"],
  ["isic_id"],
  ["content_hash"],
  ["perceptual_hash"],
  ["lesion_id"],
  ["patient_id"],
  ["group"],
  ["diagnosis"],
  ["diagnosis_1"],
  ["diagnosis_3"],
];

/** The table of one model's vectors. @param number of the model in `models` */
export function vectorTable(number: number): string {
  return `vectors_${number}`;
}

/** Vectors are little-endian float32. The UNIQUE index answers "has it a vector" without reading one. */
export function createVectorTable(database: DatabaseSync, number: number): void {
  const table = vectorTable(number);
  database.exec(
    `CREATE TABLE ${table} (
       row INTEGER PRIMARY KEY,
       image INTEGER NOT NULL UNIQUE REFERENCES images (number) ON DELETE CASCADE,
       change INTEGER NOT NULL,
       vector BLOB NOT NULL
     ) STRICT;
     CREATE INDEX ${table}_change ON ${table} (change);`,
  );
}

/**
 * Brings an open file to this build's version; several processes may try at once.
 *
 * @throws AppError `invalid_input` for a SQLite file that is not ours, `unsupported` for one of a newer build
 */
export function migrate(database: DatabaseSync, path: string): void {
  if (isCurrent(database, path)) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    for (let version = versionOf(database, path); version < migrations.length; version++) {
      database.exec(migrations[version]);
      database.exec(`PRAGMA user_version = ${version + 1}`);
    }
    database.exec(`PRAGMA application_id = ${applicationId}`);
    for (const { sql, type } of missingColumns(database)) {
      database.exec(`ALTER TABLE images ADD COLUMN ${sql} ${type}`);
    }
    for (const names of indexed) {
      database.exec(
        `CREATE INDEX IF NOT EXISTS images_${names.join("_")} ON images (${names.map(quoteName).join(", ")})`,
      );
    }
    database.exec("COMMIT");
  } catch (thrown) {
    database.exec("ROLLBACK");
    throw thrown;
  }
}

function isCurrent(database: DatabaseSync, path: string): boolean {
  return versionOf(database, path) === migrations.length && missingColumns(database).length === 0;
}

/**
 * The version of an open file, 0 for an empty one; writes nothing.
 *
 * @throws AppError as `migrate`
 */
export function versionOf(database: DatabaseSync, path: string): number {
  // In this order: a process that creates the file meanwhile sets all three at once, so the owner is never too old.
  const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()!.count;
  const version = pragma(database, "user_version");
  const owner = pragma(database, "application_id");
  if (owner !== applicationId && !(owner === 0 && version === 0 && tables === 0)) {
    throw new AppError(
      "invalid_input",
      `${path} is a SQLite file of another program; give the store a path of its own (--store sqlite:PATH)`,
    );
  }
  if (version > migrations.length) {
    throw new AppError(
      "unsupported",
      `${path} was written by a newer Lesion Atlas (format ${version}; this one reads up to ${migrations.length}): update it`,
    );
  }
  return version;
}

function missingColumns(database: DatabaseSync) {
  const there = new Set(
    database
      .prepare("SELECT name FROM pragma_table_info('images')")
      .all()
      .map(({ name }) => name),
  );
  return recordColumns.filter(({ name }) => !there.has(name));
}
