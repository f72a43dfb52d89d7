import { AppError, type CallOptions } from "@lesion-atlas/core";
import type { MovedStore } from "./moved-store.ts";

/** Kind of the documents that say what was copied into a store; they are not copied themselves. */
export const migrationKind = "migration";

/** The destination of a migration; documents are always possible there. */
export type Destination = Required<MovedStore>;

/**
 * Notes at the destination that a migration has begun. A destination that holds images is refused, unless a migration
 * from the same source was stopped there, or `merge` is given.
 *
 * @throws AppError `conflict` for a destination that is not empty
 */
export async function beginMigration(
  from: string,
  to: Destination,
  { merge, signal }: CallOptions & { merge: boolean },
): Promise<void> {
  const known = await to.catalog.get(migrationKind, from, { signal });
  const stopped = known !== undefined && known.document.finished_at === undefined;
  if (!stopped && !merge) {
    const images = await to.store.count(undefined, { everyImage: true, signal });
    if (images > 0) {
      throw new AppError(
        "conflict",
        `${to.name} holds ${images.toLocaleString("en")} images already: name a store that is empty, or copy into this ` +
          `one with --merge (where both have an image, what ${from} says of it wins)`,
      );
    }
  }
  const began = stopped ? known.document.began_at : new Date().toISOString();
  await to.catalog.put(migrationKind, from, { began_at: began }, { signal });
}

/** Notes that it is complete: a later one into the same store must say `merge`. */
export async function endMigration(from: string, to: Destination, { signal }: CallOptions): Promise<void> {
  const known = await to.catalog.get(migrationKind, from, { signal });
  await to.catalog.put(migrationKind, from, { ...known?.document, finished_at: new Date().toISOString() }, { signal });
}
