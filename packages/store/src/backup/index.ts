export type { StoreContents } from "./contents.ts";
export { type BackupManifest, readManifest } from "./manifest.ts";
export type { BackupOptions, BackupProgress } from "./write-backup.ts";
