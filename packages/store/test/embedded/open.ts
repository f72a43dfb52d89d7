import { createEmbeddedCatalog, createEmbeddedStore } from "../../src/index.ts";

/** How tests, and their other processes, open the embedded store at a path. */
export const openStore = (location: string) => createEmbeddedStore(location, { threads: 1 });
export const openCatalog = (location: string) => createEmbeddedCatalog(location);
