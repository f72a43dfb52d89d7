import { AppError, type Archive, type CallOptions, type VectorStore } from "@lesion-atlas/core";
import { planPrune } from "../prune/plan-prune.ts";
import { pruneArchive } from "../prune/prune-archive.ts";

/**
 * The last step of a run with `prune`.
 *
 * @returns images deleted
 * @throws AppError `too_large` when more than a tenth has gone and `force` is not given, `archive_unavailable` for an
 * archive without any image
 */
export async function pruneGone(
  request: { archive: Archive; archiveName: string; store: VectorStore; force: boolean },
  options: CallOptions = {},
): Promise<number> {
  const { archive, archiveName, store, force } = request;
  if (archive.size === 0) {
    throw new AppError(
      "archive_unavailable",
      `${archive.location} has no image: nothing was deleted; check that it is mounted`,
    );
  }
  const plan = await planPrune({ archive, archiveName, store }, options);
  return pruneArchive({ store, plan, force }, options);
}
