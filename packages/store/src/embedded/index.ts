export { backupEmbeddedStore } from "./backup/backup-embedded-store.ts";
export { restoreEmbeddedStore } from "./backup/restore-embedded-store.ts";
export * from "./create-embedded-catalog.ts";
export * from "./create-embedded-store.ts";
export type { EmbeddedOptions, EmbeddedStoreOptions } from "./options.ts";
