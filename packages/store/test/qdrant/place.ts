import { randomUUID } from "node:crypto";
import type { VectorStore } from "@lesion-atlas/core";
import { QdrantClient } from "@qdrant/js-client-rest";
import type { QdrantStoreOptions } from "../../src/index.ts";
import type { Place } from "../contract/place.ts";
import { openStore } from "./open.ts";

/** A place for images whose server can be asked behind the store's back. */
export interface QdrantPlace extends Place<VectorStore> {
  client: QdrantClient;
  prefix: string;
  /** Of the images. */
  collection: string;
  options: QdrantStoreOptions;
}

/** A place for images on a server, under a prefix that nobody has. @param url of the server, or of a proxy to it */
export async function qdrantPlace(url: string, options: Partial<QdrantStoreOptions> = {}): Promise<QdrantPlace> {
  const prefix = `test-${randomUUID()}`;
  const client = new QdrantClient({ url, checkCompatibility: false });
  const full = { url, ...options, collection: { ...options.collection, prefix } };
  const location = JSON.stringify(full);
  const opened: VectorStore[] = [];
  return {
    module: new URL("./open.ts", import.meta.url),
    location,
    options: full,
    client,
    prefix,
    collection: `${prefix}-images-1`,
    async open() {
      const store = await openStore(location);
      opened.push(store);
      return store;
    },
    async dispose() {
      await Promise.all(opened.map((store) => store.close()));
      await client.deleteCollection(`${prefix}-images-1`);
    },
  };
}
