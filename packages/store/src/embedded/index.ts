export * from "./create-embedded-catalog.ts";
export * from "./create-embedded-store.ts";
export type { EmbeddedOptions, EmbeddedStoreOptions } from "./options.ts";
