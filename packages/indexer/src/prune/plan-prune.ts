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
 * @throws AppError `archive_unavailable` when the archive has no image at all, which more likely is a disk that is not
 * mounted than an archive that somebody emptied.
 */
export async function planPrune(
  { archive, archiveName, store }: { archive: Archive; archiveName: string; store: VectorStore },
  options: CallOptions = {},
): Promise<PrunePlan> {
  const keys = new Set<string>();
  for await (const { key } of archive.keys(options)) keys.add(key);
  const gone: { id: string; key: string; file: string }[] = [];
  let stored = 0;
  const filter = { must: [{ key: "archive", match: { value: archiveName } }] };
  for await (const { id, record } of store.scan({ ...options, filter, everyImage: true })) {
    stored++;
    if (!keys.has(record.key)) gone.push({ id, key: record.key, file: record.file });
  }
  if (keys.size === 0 && stored > 0) {
    throw new AppError(
      "archive_unavailable",
      `${archive.location} has no image, while ${stored} of the archive ${archiveName} are stored: ` +
        "nothing was deleted; check the location and that it is mounted",
    );
  }
  return { archiveName, location: archive.location, stored, gone };
}
