import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { wordsOf } from "@lesion-atlas/core";
import { migrate, versionOf } from "./schema.ts";
import { isBusy, toAppError } from "./sqlite-error.ts";

/**
 * Opens or creates the file and brings it to this build's version. A file that is refused is left as it is.
 *
 * `synchronous = FULL`: each commit is synced to disk, so what was acknowledged survives a loss of power, and not only
 * the end of the process; one sync a batch costs little beside its encoding.
 *
 * @throws AppError see `migrate`; `store_unavailable` when the file cannot be opened
 */
export function openDatabase(path: string, busyTimeoutMs: number): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
    // First of all, so that a file that is refused stays as it is.
    patiently(() => versionOf(database!, path), busyTimeoutMs);
    database.exec("PRAGMA page_size = 8192");
    patiently(() => database!.exec("PRAGMA journal_mode = WAL"), busyTimeoutMs);
    database.exec("PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY");
    migrate(database, path);
    database.function("has_words", { deterministic: true }, hasWords);
    return database;
  } catch (thrown) {
    database?.close();
    throw toAppError(thrown, path);
  }
}

/** SQLite does not wait by itself while another process switches the file to WAL. */
function patiently(act: () => void, timeoutMs: number): void {
  const deadline = performance.now() + timeoutMs;
  const wait = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      act();
      return;
    } catch (thrown) {
      if (!isBusy(thrown) || performance.now() > deadline) throw thrown;
      Atomics.wait(wait, 0, 0, 20);
    }
  }
}

/** SQL function of `match: { text }`. @param words JSON list of lower-case words */
function hasWords(value: unknown, words: unknown): number {
  if (typeof value !== "string") return 0;
  const there = new Set(wordsOf(value));
  return (JSON.parse(words as string) as string[]).every((word) => there.has(word)) ? 1 : 0;
}
