import { randomUUID } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LRUCache } from "lru-cache";
import type { ThumbnailCache } from "../ports.ts";

/** Names that this service gives: a content hash, a size and a format. Nothing else is read or written. */
const nameOfThumbnail = /^[0-9a-f]{64}-\d+\.(avif|webp|jpeg)$/;

/**
 * Thumbnails in a folder, found again after a restart; what was asked for longest ago goes first.
 *
 * @param options.maximumBytes of all of them together
 */
export async function createThumbnailFolder(
  folder: string,
  { maximumBytes = 512 * 2 ** 20 }: { maximumBytes?: number } = {},
): Promise<ThumbnailCache> {
  const path = (name: string) => join(folder, name);
  const kept = new LRUCache<string, { bytes: number }>({
    maxSize: maximumBytes,
    sizeCalculation: ({ bytes }) => Math.max(1, bytes),
    dispose: (_, name, reason) => {
      if (reason === "evict") rm(path(name), { force: true }).catch(() => {});
    },
  });
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const facts = nameOfThumbnail.test(name) ? await stat(path(name)).catch(() => undefined) : undefined;
    if (facts) kept.set(name, { bytes: facts.size });
    else await rm(path(name), { force: true, recursive: false }).catch(() => {});
  }
  return {
    async read(name) {
      if (!nameOfThumbnail.test(name) || !kept.get(name)) return undefined;
      return readFile(path(name)).catch(() => {
        kept.delete(name);
        return undefined;
      });
    },
    async write(name, bytes) {
      if (!nameOfThumbnail.test(name)) return;
      const part = path(`${randomUUID()}.part`);
      try {
        await writeFile(part, bytes);
        await rename(part, path(name));
        kept.set(name, { bytes: bytes.length });
      } catch {
        await rm(part, { force: true }).catch(() => {});
      }
    },
  };
}
