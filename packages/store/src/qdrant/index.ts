export * from "./connection/connect.ts";
export * from "./create-qdrant-catalog.ts";
export * from "./create-qdrant-store.ts";
export * from "./describe/describe-qdrant.ts";
export * from "./options.ts";
export { backupQdrantStore } from "./backup/backup-qdrant-store.ts";
export { restoreQdrantStore } from "./backup/restore-qdrant-store.ts";
export { createAttachedStore } from "./attached/create-attached-store.ts";
export type { AttachedCollection, AttachedStoreOptions } from "./attached/options.ts";
