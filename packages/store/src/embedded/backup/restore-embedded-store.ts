import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { checkRestored } from "../../backup/check-restored.ts";
import { hashAndCopy } from "../../backup/copy-checked.ts";
import { type BackupManifest, readManifest } from "../../backup/manifest.ts";
import { type BackupOptions, exists, fileError, progressOf } from "../../backup/write-backup.ts";
import { createEmbeddedCatalog } from "../create-embedded-catalog.ts";
import { createEmbeddedStore } from "../create-embedded-store.ts";
import { backupFileName } from "./backup-embedded-store.ts";

/**
 * Brings a backup of a SQLite store back as the file `path`, which must not be there: a store in use is never overwritten.
 *
 * @throws AppError `invalid_input` for a backup of another kind, a file that was changed since, or a path that is taken;
 * `conflict` where the restored store does not hold what the manifest says
 */
export async function restoreEmbeddedStore(
  folder: string,
  path: string,
  { signal, onProgress }: Omit<BackupOptions, "modelFiles"> = {},
): Promise<BackupManifest> {
  const manifest = await readManifest(folder, { signal });
  const entry = manifest.files.find(({ name }) => name === backupFileName);
  if (manifest.kind !== "sqlite" || !entry) {
    throw new AppError("invalid_input", `${folder} is a backup of a ${manifest.kind} store: restore it to one`);
  }
  for (const taken of [path, `${path}-wal`]) {
    if (await exists(taken)) {
      throw new AppError("invalid_input", `${taken} is there already: move it away, or restore to another path`);
    }
  }
  const unfinished = `${path}.restoring`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await rm(unfinished, { force: true });
    const onBytes = progressOf("copy", onProgress, entry.bytes);
    const { sha256 } = await hashAndCopy(join(folder, backupFileName), unfinished, { signal, onBytes });
    if (sha256 !== entry.sha256) {
      throw new AppError("invalid_input", `${join(folder, backupFileName)} was changed since the backup was made`);
    }
    await rename(unfinished, path);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw fileError(thrown, path);
  }
  const [store, catalog] = await Promise.all([createEmbeddedStore(path), createEmbeddedCatalog(path)]);
  try {
    await checkRestored(manifest, store, catalog, { signal });
  } finally {
    await Promise.all([store.close(), catalog.close()]);
  }
  return manifest;
}
