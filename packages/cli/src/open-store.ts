import { existsSync } from "node:fs";
import type { Catalog, VectorStore } from "@lesion-atlas/core";
import type { StoreLocation } from "./config.ts";

/** Whether anything was ever stored there. */
export function storeExists({ path }: StoreLocation): boolean {
  return existsSync(path);
}

/** The location as `--store` takes it. */
export function storeUrl({ kind, path }: StoreLocation): string {
  return `${kind}:${path}`;
}

export interface OpenStoreOptions {
  /** Where there is no store, an empty one in memory in place of a new one. */
  dryRun?: boolean;
}

/** The images of a store, without a model in use; a store is created where there is none. */
export async function openStore(location: StoreLocation, options: OpenStoreOptions = {}): Promise<VectorStore> {
  const { createEmbeddedStore } = await import("@lesion-atlas/store");
  return createEmbeddedStore(placeOf(location, options), { oneShot: true });
}

/** The documents of a store. */
export async function openCatalog(location: StoreLocation, options: OpenStoreOptions = {}): Promise<Catalog> {
  const { createEmbeddedCatalog } = await import("@lesion-atlas/store");
  return createEmbeddedCatalog(placeOf(location, options));
}

function placeOf(location: StoreLocation, { dryRun = false }: OpenStoreOptions): string {
  return dryRun && !storeExists(location) ? ":memory:" : location.path;
}
