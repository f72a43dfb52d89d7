import type { VectorStore } from "@lesion-atlas/core";
import { createEmbeddedStore } from "@lesion-atlas/store";

/** The store at a path; a search on one thread is enough for tests. */
export function openStore(path: string): Promise<VectorStore> {
  return createEmbeddedStore(path, { threads: 1 });
}
