import type { VectorStore } from "@lesion-atlas/core";
import { type QdrantCollectionOptions, createQdrantStore } from "@lesion-atlas/store";

/** The adapter as it is shipped, but for what a bench says. */
export function openQdrant(url: string, collection: QdrantCollectionOptions = {}): Promise<VectorStore> {
  return createQdrantStore({ url, collection });
}

/** The collection that the adapter makes first, by its own name. */
export function collectionOf(prefix = "lesion"): string {
  return `${prefix}-images-1`;
}
