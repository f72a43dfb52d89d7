export { type MigrationOutcome, type MigrationOptions, type MigrationRequest, migrateStore } from "./migrate-store.ts";
export type { MigrationProgress } from "./migration-progress.ts";
export type { MovedStore } from "./moved-store.ts";
export type { Destination } from "./migration-document.ts";
