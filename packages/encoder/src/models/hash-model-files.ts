import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { CallOptions } from "@lesion-atlas/core";
import { type HashCache, readHashCache, writeHashCache } from "./hash-cache.ts";
import { hashFile } from "./hash-file.ts";
import type { RecordedFile } from "./model-file.ts";

/** Below this, hashing takes some milliseconds, and a cache would only litter the folder. */
const cachedFromBytes = 64 * 2 ** 20;

/** A change within this time of the hashing may keep both size and time of a file. */
const settledAfterMs = 2000;

/**
 * Size and SHA-256 of each file. Those of a large model are remembered in the folder, and computed again when a file's
 * size or time of change is another.
 *
 * @param options.fresh computes all of them again
 */
export async function hashModelFiles(
  folder: string,
  names: readonly string[],
  options: CallOptions & { fresh?: boolean } = {},
): Promise<Record<string, RecordedFile>> {
  const known = await readHashCache(folder);
  const cache: HashCache = {};
  let isKnown = true;
  for (const name of names) {
    const path = join(folder, name);
    const { size: bytes, mtimeMs: modifiedMs } = await stat(path);
    const found = Object.hasOwn(known, name) ? known[name] : undefined;
    const isFresh = !options.fresh && found?.bytes === bytes && found.modifiedMs === modifiedMs;
    if (!isFresh) isKnown = false;
    cache[name] = isFresh ? found : { bytes, modifiedMs, sha256: await hashFile(path, options) };
  }
  if (!isKnown && isWorthKeeping(cache)) await writeHashCache(folder, cache);
  return Object.fromEntries(Object.entries(cache).map(([name, { bytes, sha256 }]) => [name, { bytes, sha256 }]));
}

function isWorthKeeping(cache: HashCache): boolean {
  const files = Object.values(cache);
  const settledBeforeMs = Date.now() - settledAfterMs;
  return (
    files.reduce((sum, { bytes }) => sum + bytes, 0) >= cachedFromBytes &&
    files.every(({ modifiedMs }) => modifiedMs < settledBeforeMs)
  );
}
