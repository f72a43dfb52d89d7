import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { CachedEmbedding, EmbeddingCache } from "./embedding-cache.ts";

/** Version of the table; a file of another one is begun anew. */
const schemaVersion = 1;
/** Bytes of an entry beside its vector: two keys, twice, three facts and SQLite's own; measured at 768 dimensions. */
const entryBytes = 400;

export interface EmbeddingCacheOptions {
  /** Bytes of all entries together, about; the oldest go first. 2 GiB unless given: 600,000 vectors of 768 dimensions. */
  maximumBytes?: number;
  /** Called once, when the file cannot be used any more and the run goes on without it. */
  onTrouble?: (sentence: string) => void;
}

/**
 * A cache in one SQLite file, for several processes at once. Vectors are kept as float32, bit for bit (in this machine's
 * byte order, as the file never leaves it).
 *
 * @param path made where it is missing, with its folder
 */
export function createEmbeddingCache(path: string, options: EmbeddingCacheOptions = {}): EmbeddingCache {
  const { maximumBytes = 2 * 2 ** 30, onTrouble } = options;
  let failed = false;
  let database: DatabaseSync | undefined;
  const opened = attempt(() => (database = openFile(path)));
  const read = opened?.prepare(
    "SELECT vector, width, height, perceptual_hash FROM embedding WHERE fingerprint = ? AND content_hash = ?",
  );
  const write = opened?.prepare("INSERT OR IGNORE INTO embedding VALUES (NULL, ?, ?, ?, ?, ?, ?)");
  const evict = opened?.prepare("DELETE FROM embedding WHERE position <= (SELECT max(position) FROM embedding) - ?");

  return {
    read: (fingerprint, contentHash) =>
      attempt(() => {
        const row = read?.get(fingerprint, contentHash) as Row | undefined;
        return row && cachedOf(row);
      }),
    write(fingerprint, entries) {
      attempt(() => {
        if (entries.length === 0) return;
        database?.exec("BEGIN IMMEDIATE");
        for (const { contentHash, vector, width, height, perceptualHash } of entries) {
          write?.run(fingerprint, contentHash, bytesOf(vector), width, height, perceptualHash);
        }
        const largest = Math.max(...entries.map(({ vector }) => vector.byteLength)) + entryBytes;
        evict?.run(Math.max(1, Math.floor(maximumBytes / largest)));
        database?.exec("COMMIT");
      });
    },
    close: () => attempt(() => database?.close()),
  };

  /** The first failure ends the use of the file. */
  function attempt<Value>(act: () => Value): Value | undefined {
    if (failed) return undefined;
    try {
      return act();
    } catch (thrown) {
      failed = true;
      if (database?.isOpen) database.close();
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      onTrouble?.(`the cache of embeddings is left out (${reason}); removing ${path} begins it anew`);
      return undefined;
    }
  }
}

interface Row {
  vector: Uint8Array;
  width: number;
  height: number;
  perceptual_hash: string;
}

function openFile(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: 5000 });
  try {
    // Vectors are large beside the usual 4 KiB page, which would be left half empty.
    database.exec("PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    const { user_version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
    if (user_version !== schemaVersion) database.exec("DROP TABLE IF EXISTS embedding");
    database.exec(`
      CREATE TABLE IF NOT EXISTS embedding (
        position INTEGER PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        vector BLOB NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        perceptual_hash TEXT NOT NULL,
        UNIQUE (fingerprint, content_hash)
      ) STRICT;
      PRAGMA user_version = ${schemaVersion};
    `);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** SQLite's bytes may lie anywhere; a Float32Array wants its own, aligned. */
function cachedOf({ vector, width, height, perceptual_hash }: Row): CachedEmbedding {
  return { vector: new Float32Array(vector.slice().buffer), width, height, perceptualHash: perceptual_hash };
}
