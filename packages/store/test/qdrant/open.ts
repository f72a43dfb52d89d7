import { createQdrantStore } from "../../src/index.ts";

/** How tests, and their other processes, open the store at a location: the options as JSON. */
export const openStore = (location: string) => createQdrantStore(JSON.parse(location));
