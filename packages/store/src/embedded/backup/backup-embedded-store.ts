import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { BackupManifest } from "../../backup/manifest.ts";
import { type BackupOptions, writeBackup } from "../../backup/write-backup.ts";
import { threadSettings } from "../options.ts";
import { createStoreThread } from "../thread/store-thread.ts";

/** The store's file inside a backup. */
export const backupFileName = "store.sqlite";
const progressEveryMs = 200;

/**
 * Backs up a SQLite store while it is in use: the copy is what was stored when the call began.
 *
 * @param path of the store's file
 * @param folder that is not there yet
 * @throws AppError `invalid_input` where the folder is there already, `too_large` where the disk is full, and as
 * `createEmbeddedStore`
 */
export async function backupEmbeddedStore(
  path: string,
  folder: string,
  options: BackupOptions = {},
): Promise<BackupManifest> {
  const { signal, onProgress } = options;
  const thread = createStoreThread("lesion-store-backup", threadSettings(path, {}));
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const watch = setInterval(() => onProgress?.(copied(progress)), progressEveryMs);
  try {
    return await writeBackup(
      folder,
      { kind: "sqlite", from: `sqlite:${path}` },
      async (unfinished) => {
        const file = join(unfinished, backupFileName);
        const contents = await thread.call("backup", { file, progress }, { signal });
        clearInterval(watch);
        const { size } = await stat(file);
        onProgress?.({ part: "copy", done: size, total: size });
        return { contents, countsExact: true };
      },
      options,
    );
  } finally {
    clearInterval(watch);
    await thread.close();
  }
}

/** 8 KiB is the page size of every store. */
function copied(progress: Int32Array) {
  const [done, total] = [Atomics.load(progress, 0), Atomics.load(progress, 1)].map((pages) => pages * 8192);
  return { part: "copy" as const, done, total: total || undefined };
}
