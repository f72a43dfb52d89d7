import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** A file in the model folder that remembers hashes; it may be deleted at any time. */
const cacheName = ".hashes.json";

const cacheSchema = z.record(
  z.string(),
  z.object({ bytes: z.number(), modifiedMs: z.number(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
);

/** The hash of each file, and the size and time at which it was computed. */
export type HashCache = z.infer<typeof cacheSchema>;

/** Empty where there is none, or none that can be read. */
export async function readHashCache(folder: string): Promise<HashCache> {
  try {
    return cacheSchema.parse(JSON.parse(await readFile(join(folder, cacheName), "utf8")));
  } catch {
    return {};
  }
}

/** Does nothing where the folder cannot be written to. */
export async function writeHashCache(folder: string, cache: HashCache): Promise<void> {
  const temporary = join(folder, `${cacheName}.${process.pid}`);
  try {
    await writeFile(temporary, JSON.stringify(cache));
    await rename(temporary, join(folder, cacheName));
  } catch {
    await rm(temporary, { force: true }).catch(() => {});
  }
}
