import { AppError, type CallOptions, type VectorStore, throwIfCancelled } from "@lesion-atlas/core";
import type { PrunePlan } from "./plan-prune.ts";

/** Images deleted in one call of the store. */
const deletedAtOnce = 256;

/**
 * Deletes the images of a plan: record, fields and every model's vector.
 *
 * @param force deletes also where more than a tenth of the archive has gone
 * @returns how many there were
 * @throws AppError `too_large` with the numbers when more than a tenth has gone; nothing is deleted then. `cancelled`
 * between two calls of the store: what was deleted stays deleted, the rest is found by the next plan.
 */
export async function pruneArchive(
  { store, plan, force = false }: { store: VectorStore; plan: PrunePlan; force?: boolean },
  options: CallOptions = {},
): Promise<number> {
  const { archiveName, location, stored, gone } = plan;
  if (gone.length * 10 > stored && !force) {
    throw new AppError(
      "too_large",
      `${gone.length} of the ${stored} stored images of the archive ${archiveName} have gone from ${location}, more than a ` +
        "tenth: nothing was deleted; check the location, or delete them with --force",
    );
  }
  let deleted = 0;
  for (let start = 0; start < gone.length; start += deletedAtOnce) {
    throwIfCancelled(options.signal);
    const ids = gone.slice(start, start + deletedAtOnce).map(({ id }) => id);
    deleted += await store.delete({ ids }, options);
  }
  return deleted;
}
