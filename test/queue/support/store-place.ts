import type { VectorStore } from "@lesion-atlas/core";
import { createEmbeddedStore, createQdrantStore } from "@lesion-atlas/store";

/** Where a store is, for a process that is told so as JSON. */
export type StorePlace = { sqlite: string } | { qdrant: string };

export function openStorePlace(place: StorePlace): Promise<VectorStore> {
  return "sqlite" in place
    ? createEmbeddedStore(place.sqlite, { threads: 1 })
    : createQdrantStore({ url: place.qdrant, collection: { prefix: "queue" } });
}
