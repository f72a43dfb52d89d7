import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { AppError } from "@lesion-atlas/core";
import type { QdrantStoreOptions } from "@lesion-atlas/store";
import { type AttachedAddress, isAttached, readAttachedOptions } from "./attached-options.ts";
import { readQdrantOptions } from "./qdrant-options.ts";

/** Where images and vectors are kept. */
export type StoreLocation = SqliteLocation | QdrantLocation | AttachedLocation;

export interface SqliteLocation {
  kind: "sqlite";
  /** Absolute. */
  path: string;
}

export interface QdrantLocation {
  kind: "qdrant";
  /** Without the API key, which no URL holds. */
  options: Omit<QdrantStoreOptions, "apiKey">;
}

/** A collection of somebody else, which is only read. */
export interface AttachedLocation extends AttachedAddress {
  kind: "attached";
}

/**
 * Reads what `--store` takes: `sqlite:PATH` or `qdrant:http://HOST:PORT?OPTION=VALUE`.
 *
 * @throws AppError `invalid_input` that says how a store is written
 */
export function parseStore(url: string): StoreLocation {
  const path = /^sqlite:(?:\/\/(?=\/))?(?<path>.+)$/.exec(url)?.groups?.path;
  if (path !== undefined) return { kind: "sqlite", path: resolve(fromHome(path)) };
  const server = /^qdrant:(?<server>https?:\/\/.+)$/.exec(url)?.groups?.server;
  if (server !== undefined && URL.canParse(server)) {
    const address = new URL(server);
    if (isAttached(address)) return { kind: "attached", ...readAttachedOptions(address) };
    return { kind: "qdrant", options: readQdrantOptions(address) };
  }
  throw new AppError(
    "invalid_input",
    "a store is written sqlite:PATH, for instance sqlite:./lesions.sqlite, or qdrant:URL, for instance " +
      `qdrant:http://localhost:6333; ${JSON.stringify(url)} is neither`,
  );
}

/** The location as `--store` takes it; of Qdrant only what tells one store from another. */
export function storeUrl(location: StoreLocation): string {
  if (location.kind === "sqlite") return `sqlite:${location.path}`;
  if (location.kind === "attached") {
    const { url, collection, vector } = location.options;
    return `qdrant:${url}?attach=${collection}${vector === undefined ? "" : `&vector=${vector}`}`;
  }
  const { url, collection } = location.options;
  return `qdrant:${url}${collection?.prefix === undefined ? "" : `?prefix=${collection.prefix}`}`;
}

/** A leading `~/` that no shell replaced. */
export function fromHome(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}
