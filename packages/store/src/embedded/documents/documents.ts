import type { DatabaseSync } from "node:sqlite";
import { AppError, type CatalogDocument, type CatalogEntry } from "@lesion-atlas/core";
import { writing } from "../database/transaction.ts";

const columns = "id, version, document";

export function getDocument(database: DatabaseSync, kind: string, id: string): CatalogEntry | undefined {
  const row = database.prepare(`SELECT ${columns} FROM documents WHERE kind = ? AND id = ?`).get(kind, id);
  return row && entryOf(row);
}

/** @returns the version written. @throws AppError `conflict` when the stored version is not `ifVersion` */
export function putDocument(
  database: DatabaseSync,
  kind: string,
  id: string,
  document: CatalogDocument,
  ifVersion: number | undefined,
): number {
  return writing(database, () => {
    const version = getDocument(database, kind, id)?.version ?? 0;
    if (ifVersion !== undefined && ifVersion !== version) {
      throw new AppError(
        "conflict",
        `${kind} "${id}" is at version ${version} and not at ${ifVersion}: read it again and repeat the change`,
      );
    }
    database
      .prepare(
        `INSERT INTO documents (kind, id, version, document) VALUES (?, ?, ?, ?)
         ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, document = excluded.document`,
      )
      .run(kind, id, version + 1, JSON.stringify(document));
    return version + 1;
  });
}

/** @returns false when the entry was there already, which stays as it is */
export function appendDocument(
  database: DatabaseSync,
  kind: string,
  { id, document }: { id: string; document: CatalogDocument },
): boolean {
  const { changes } = database
    .prepare("INSERT INTO documents (kind, id, version, document) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING")
    .run(kind, id, JSON.stringify(document));
  return changes === 1;
}

/** By id ascending, at most `size`, behind `after`. */
export function documentPage(
  database: DatabaseSync,
  kind: string,
  after: string | undefined,
  size: number,
): CatalogEntry[] {
  const behind = after === undefined ? "" : "AND id > ?";
  return database
    .prepare(`SELECT ${columns} FROM documents WHERE kind = ? ${behind} ORDER BY id LIMIT ${size}`)
    .all(kind, ...(after === undefined ? [] : [after]))
    .map(entryOf);
}

/** Every kind that has a document, ascending. */
export function documentKinds(database: DatabaseSync): string[] {
  return database
    .prepare("SELECT DISTINCT kind FROM documents ORDER BY kind")
    .all()
    .map(({ kind }) => kind as string);
}

/** @returns false when there was none */
export function deleteDocument(database: DatabaseSync, kind: string, id: string): boolean {
  return database.prepare("DELETE FROM documents WHERE kind = ? AND id = ?").run(kind, id).changes === 1;
}

function entryOf(row: Record<string, unknown>): CatalogEntry {
  return { id: row.id as string, version: row.version as number, document: JSON.parse(row.document as string) };
}
