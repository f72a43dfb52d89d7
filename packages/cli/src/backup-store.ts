import { AppError } from "@lesion-atlas/core";
import type { BackupManifest, BackupOptions } from "@lesion-atlas/store";
import type { Config } from "./config.ts";

/** Backs up the store of a configuration, by what its kind has for that. @param folder that is not there yet */
export async function backupStore(
  { store, qdrantApiKey }: Pick<Config, "store" | "qdrantApiKey">,
  folder: string,
  options: BackupOptions,
): Promise<BackupManifest> {
  const { backupEmbeddedStore, backupQdrantStore } = await import("@lesion-atlas/store");
  if (store.kind === "sqlite") return backupEmbeddedStore(store.path, folder, options);
  if (store.kind === "attached") throw notOurs();
  return backupQdrantStore({ ...store.options, apiKey: qdrantApiKey }, folder, options);
}

/** Brings a backup back as the store of a configuration, which is not there yet. */
export async function restoreStore(
  folder: string,
  { store, qdrantApiKey }: Pick<Config, "store" | "qdrantApiKey">,
  options: Omit<BackupOptions, "modelFiles">,
): Promise<BackupManifest> {
  const { restoreEmbeddedStore, restoreQdrantStore } = await import("@lesion-atlas/store");
  if (store.kind === "sqlite") return restoreEmbeddedStore(folder, store.path, options);
  if (store.kind === "attached") throw notOurs();
  return restoreQdrantStore(folder, { ...store.options, apiKey: qdrantApiKey }, options);
}

function notOurs(): AppError {
  return new AppError(
    "unsupported",
    "an attached collection is its owner's to back up: copy it first, lesion store migrate",
  );
}
