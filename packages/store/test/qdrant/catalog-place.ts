import { randomUUID } from "node:crypto";
import type { Catalog } from "@lesion-atlas/core";
import { QdrantClient } from "@qdrant/js-client-rest";
import type { Place } from "../contract/place.ts";
import { openCatalog } from "./open-catalog.ts";

/** A place for documents on a server, under a prefix that nobody has. @param url of the server, or of a proxy to it */
export async function qdrantCatalogPlace(url: string): Promise<Place<Catalog> & { collection: string }> {
  const prefix = `test-${randomUUID()}`;
  const collection = `${prefix}-documents`;
  const location = JSON.stringify({ url, collection: { prefix } });
  return {
    module: new URL("./open-catalog.ts", import.meta.url),
    location,
    collection,
    open: () => openCatalog(location),
    async dispose() {
      await new QdrantClient({ url, checkCompatibility: false }).deleteCollection(collection);
    },
  };
}
