import type { Catalog, VectorStore } from "@lesion-atlas/core";

/** One side of a migration. Its handle on the store is nobody else's: the model in use changes. */
export interface MovedStore {
  /** The store's address as people write it, without secrets: the same store has the same name in every run. */
  name: string;
  store: VectorStore;
  /** Absent where a store has no documents, such as a collection of somebody else. */
  catalog?: Catalog;
}
