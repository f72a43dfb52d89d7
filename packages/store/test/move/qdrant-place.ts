import { randomUUID } from "node:crypto";
import { QdrantClient } from "@qdrant/js-client-rest";
import { type QdrantStoreOptions, createQdrantCatalog, createQdrantStore } from "../../src/index.ts";
import type { MovedPlace } from "./migration.ts";

/** An empty store on a server, under a prefix that nobody has. */
export async function qdrantMovedPlace(
  url: string,
  collection: QdrantStoreOptions["collection"] = {},
): Promise<MovedPlace & { options: QdrantStoreOptions; client: QdrantClient; prefix: string }> {
  const prefix = `test-${randomUUID()}`;
  const options = { url, collection: { ...collection, prefix } };
  const client = new QdrantClient({ url, checkCompatibility: false });
  const [store, catalog] = await Promise.all([createQdrantStore(options), createQdrantCatalog(options)]);
  return {
    name: `qdrant:${url}?prefix=${prefix}`,
    options,
    client,
    prefix,
    store,
    catalog,
    async dispose() {
      await Promise.all([store.close(), catalog.close()]);
      await removeCollections(client, prefix);
    },
  };
}

/** Removes every collection whose name begins with the prefix. */
export async function removeCollections(client: QdrantClient, prefix: string): Promise<void> {
  const { collections } = await client.getCollections();
  for (const { name } of collections) if (name.startsWith(prefix)) await client.deleteCollection(name);
}
