export * from "./archives/archive-readers.ts";
export * from "./isic-api/pull-isic.ts";
export type {
export type { PrunePlan } from "./prune/plan-prune.ts";
export type { RejectsFile } from "./rejects/rejects-file.ts";
export { createRejectsFile, writeRejects } from "./rejects/rejects-file.ts";
export { indexRange } from "./pipeline/index-range.ts";
export { planPrune } from "./prune/plan-prune.ts";
export { pruneArchive } from "./prune/prune-archive.ts";
