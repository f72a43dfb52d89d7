import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CallOptions, Catalog, Model, VectorStore } from "@lesion-atlas/core";
import type { Config } from "./config.ts";
import type { AttachedLocation, StoreLocation } from "./store-location.ts";

/** What is secret about a store, and so in no URL. */
export type StoreSecrets = Pick<Config, "qdrantApiKey">;

/** What an attached collection needs of this machine. */
export interface AttachedNeeds {
  /** The model that its owner says made the vectors. @param id undefined: that of `--model` */
  statedModel(id: string | undefined, options: CallOptions): Promise<Model>;
  /** `LESION_HOME`, for the documents: the server takes none. */
  home: string;
}

export interface OpenStoreOptions extends StoreSecrets, AttachedNeeds, CallOptions {
  /** Where there is no store, an empty one in memory in place of a new one. */
  dryRun?: boolean;
}

/** Whether anything was ever stored there. @throws AppError `store_unavailable` when its server does not answer */
export async function storeExists(
  location: StoreLocation,
  { qdrantApiKey, ...options }: StoreSecrets & CallOptions = {},
): Promise<boolean> {
  if (location.kind === "sqlite") return existsSync(location.path);
  if (location.kind === "attached") return true;
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
  options: OpenStoreOptions & { resident?: boolean },
): Promise<VectorStore> {
  const { createAttachedStore, createEmbeddedStore, createQdrantStore } = await import("@lesion-atlas/store");
  const { dryRun, resident = false, qdrantApiKey: apiKey, statedModel, home: _, ...callOptions } = options;
  if (location.kind === "attached") {
    const model = await statedModel(location.model, callOptions);
    return createAttachedStore({ ...location.options, model, apiKey }, callOptions);
  }
  if (dryRun && !(await storeExists(location, options))) return createEmbeddedStore(inMemory);
  return location.kind === "sqlite"
    ? createEmbeddedStore(location.path, { oneShot: !resident })
    : createQdrantStore({ ...location.options, apiKey }, callOptions);
}

/** The documents of a store; those on an attached collection are kept on this machine. */
export async function openCatalog(location: StoreLocation, options: OpenStoreOptions): Promise<Catalog> {
  const { createEmbeddedCatalog, createQdrantCatalog } = await import("@lesion-atlas/store");
  const { dryRun, qdrantApiKey: apiKey, statedModel: _, home, ...callOptions } = options;
  if (location.kind === "attached") return createEmbeddedCatalog(attachedDocuments(location, home));
  if (dryRun && !(await storeExists(location, options))) return createEmbeddedCatalog(inMemory);
  return location.kind === "sqlite"
    ? createEmbeddedCatalog(location.path)
    : createQdrantCatalog({ ...location.options, apiKey }, callOptions);
}

function attachedDocuments({ options }: AttachedLocation, home: string): string {
  const place = `${options.url} ${options.collection}`;
  return join(home, "attached", `${createHash("sha256").update(place).digest("hex").slice(0, 16)}.sqlite`);
}

/** SQLite's name for a store that is gone when it is closed. */
const inMemory = ":memory:";
