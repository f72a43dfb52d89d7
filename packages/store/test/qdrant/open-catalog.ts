import { createQdrantCatalog } from "../../src/index.ts";

/** How tests, and their other processes, open the catalog at a location: the options as JSON. */
export const openCatalog = (location: string) => createQdrantCatalog(JSON.parse(location));
