import { AppError, type Archive, type CallOptions, type VectorStore } from "@lesion-atlas/core";

/** Stored images of an archive whose keys it no longer has. */
export interface PrunePlan {
  archiveName: string;
  location: string;
  /** Images that the store has of the archive, under whatever model. */
  stored: number;
  /** By id ascending. */
  gone: readonly { id: string; key: string; file: string }[];
}

/**
 * Finds the stored images whose keys have gone from an archive. The whole archive is looked at, never a range of it.
 *
 * @param request.present keys of the archive that are known to be stored, as a run over all of it has counted them; where
 * no more is stored than that, nothing has gone, and neither the archive nor the store is walked through again
 * @throws AppError `archive_unavailable` when the archive has no image at all, which more likely is a disk that is not
 * mounted than an archive that somebody emptied.
 */
export async function planPrune(
  request: { archive: Archive; archiveName: string; store: VectorStore; present?: number },
  options: CallOptions = {},
): Promise<PrunePlan> {
  const { archive, archiveName, store, present } = request;
  const { location } = archive;
  const filter = { must: [{ key: "archive", match: { value: archiveName } }] };
  if (present !== undefined && (await store.count(filter, { ...options, everyImage: true })) === present) {
    return { archiveName, location, stored: present, gone: [] };
  }
  const keys = new Set<string>();
  for await (const { key } of archive.keys(options)) keys.add(key);
  const gone: { id: string; key: string; file: string }[] = [];
  let stored = 0;
  for await (const { id, record } of store.scan({ ...options, filter, everyImage: true })) {
    stored++;
    if (!keys.has(record.key)) gone.push({ id, key: record.key, file: record.file });
  }
  if (keys.size === 0 && stored > 0) {
    throw new AppError(
      "archive_unavailable",
      `${location} has no image, while ${stored} of the archive ${archiveName} are stored: ` +
        "nothing was deleted; check the location and that it is mounted",
    );
  }
  return { archiveName, location, stored, gone };
}
