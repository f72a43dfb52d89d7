import { existsSync } from "node:fs";
import type { CallOptions, Catalog, VectorStore } from "@lesion-atlas/core";
import type { Config } from "./config.ts";
import type { StoreLocation } from "./store-location.ts";

/** What is secret about a store, and so in no URL. */
export type StoreSecrets = Pick<Config, "qdrantApiKey">;

export interface OpenStoreOptions extends StoreSecrets, CallOptions {
  /** Where there is no store, an empty one in memory in place of a new one. */
  dryRun?: boolean;
}

/** Whether anything was ever stored there. @throws AppError `store_unavailable` when its server does not answer */
export async function storeExists(
  location: StoreLocation,
  { qdrantApiKey, ...options }: StoreSecrets & CallOptions = {},
): Promise<boolean> {
  if (location.kind === "sqlite") return existsSync(location.path);
  const { describeQdrant } = await import("@lesion-atlas/store");
  const { collections } = await describeQdrant({ ...location.options, apiKey: qdrantApiKey }, options);
  return collections.some(({ alias }) => alias !== undefined);
}

/**
 * The images of a store, without a model in use; a store is created where there is none.
 *
 * @param options.resident keeps the vectors in memory, for a service that searches many times
 */
export async function openStore(
  location: StoreLocation,
  options: OpenStoreOptions & { resident?: boolean } = {},
): Promise<VectorStore> {
  const { createEmbeddedStore, createQdrantStore } = await import("@lesion-atlas/store");
  const { dryRun, resident = false, qdrantApiKey: apiKey, ...callOptions } = options;
  if (dryRun && !(await storeExists(location, options))) return createEmbeddedStore(inMemory);
  return location.kind === "sqlite"
    ? createEmbeddedStore(location.path, { oneShot: !resident })
    : createQdrantStore({ ...location.options, apiKey }, callOptions);
}

/** The documents of a store. */
export async function openCatalog(location: StoreLocation, options: OpenStoreOptions = {}): Promise<Catalog> {
  const { createEmbeddedCatalog, createQdrantCatalog } = await import("@lesion-atlas/store");
  const { dryRun, qdrantApiKey: apiKey, ...callOptions } = options;
  if (dryRun && !(await storeExists(location, options))) return createEmbeddedCatalog(inMemory);
  return location.kind === "sqlite"
    ? createEmbeddedCatalog(location.path)
    : createQdrantCatalog({ ...location.options, apiKey }, callOptions);
}

/** SQLite's name for a store that is gone when it is closed. */
const inMemory = ":memory:";
