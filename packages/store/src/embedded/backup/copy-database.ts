import { isDeepStrictEqual } from "node:util";
import { DatabaseSync, backup } from "node:sqlite";
import { AppError } from "@lesion-atlas/core";
import type { StoreContents } from "../../backup/contents.ts";
import { allModels } from "../models/find-model.ts";
import { rowCount } from "../images/read-images.ts";

/** Pages of one step; between two steps a cancelled call ends. */
const pagesAtATime = 1000;

/**
 * Copies an open file to another one as it was when the call began, whatever is written meanwhile: the transaction keeps
 * SQLite from beginning again at each write of somebody else. The copy is a single file (no WAL beside it).
 *
 * @param progress [pages copied, pages in all], kept up to date
 * @param checkpoint throws when the call was cancelled
 * @returns what both hold
 * @throws AppError `internal` where the copy does not hold what the file does
 */
export async function copyDatabase(
  database: DatabaseSync,
  { file, progress }: { file: string; progress: Int32Array },
  checkpoint: () => void,
): Promise<StoreContents> {
  database.exec("BEGIN");
  try {
    const contents = contentsOf(database);
    await backup(database, file, {
      rate: pagesAtATime,
      progress({ totalPages, remainingPages }) {
        Atomics.store(progress, 0, totalPages - remainingPages);
        Atomics.store(progress, 1, totalPages);
        checkpoint();
      },
    });
    checkCopy(file, contents);
    return contents;
  } finally {
    database.exec("COMMIT");
  }
}

function checkCopy(file: string, contents: StoreContents): void {
  const copy = new DatabaseSync(file);
  try {
    copy.exec("PRAGMA journal_mode = DELETE");
    const verdict = copy.prepare("PRAGMA quick_check").get()!.quick_check;
    if (verdict !== "ok") throw new AppError("internal", `the copy ${file} is damaged: ${String(verdict)}`);
    if (!isDeepStrictEqual(contentsOf(copy), contents)) {
      throw new AppError("internal", `the copy ${file} does not hold what the store does`);
    }
  } finally {
    copy.close();
  }
}

function contentsOf(database: DatabaseSync): StoreContents {
  const models = allModels(database).map(({ json, vectors }) => ({
    model: JSON.parse(json),
    vectors: rowCount(database, vectors),
  }));
  const kinds = database.prepare("SELECT kind, count(*) AS count FROM documents GROUP BY kind ORDER BY kind").all();
  return {
    images: rowCount(database, "images"),
    models,
    documents: Object.fromEntries(kinds.map(({ kind, count }) => [kind, count as number])),
  };
}
