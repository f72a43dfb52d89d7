import { AppError, type CallOptions, type Catalog, type VectorStore } from "@lesion-atlas/core";
import { differenceOf, readContents } from "./contents.ts";
import type { BackupManifest } from "./manifest.ts";

/** @throws AppError `conflict` where the restored store holds other numbers than an exact manifest says */
export async function checkRestored(
  manifest: BackupManifest,
  store: VectorStore,
  catalog: Catalog,
  options: CallOptions = {},
): Promise<void> {
  const difference = differenceOf(manifest, await readContents(store, catalog, options));
  if (difference === undefined || !manifest.counts_exact) return;
  throw new AppError("conflict", `the restored store is not what was backed up: it has ${difference}`);
}
