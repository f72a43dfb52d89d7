export * from "./archives/archive-readers.ts";
export { indexRange } from "./pipeline/index-range.ts";
export type {
  IndexCounts,
  IndexOptions,
  IndexOutcome,
  IndexProgress,
  IndexRequest,
  Reject,
} from "./pipeline/index-request.ts";
export { planPrune } from "./prune/plan-prune.ts";
export type { PrunePlan } from "./prune/plan-prune.ts";
export { pruneArchive } from "./prune/prune-archive.ts";
export { createRejectsFile } from "./rejects/rejects-file.ts";
export type { RejectsFile } from "./rejects/rejects-file.ts";
export { isicArchiveUrl, pullIsic } from "./isic-api/pull-isic.ts";
export type { PullProgress, PullReport, PullRequest } from "./isic-api/pull-isic.ts";
