import { type Archive, type ImageRecord, type KeyEntry, type StoredImage, imageId } from "@lesion-atlas/core";
import { sameRecord } from "./same-record.ts";

/** The facts of a record that come from the image's bytes. */
export type ImageFacts = Pick<ImageRecord, "content_hash" | "perceptual_hash" | "width" | "height" | "byte_size">;

/** What a key needs, as far as can be said without reading its file. */
export type ImageTask =
  | { kind: "unchanged"; entry: KeyEntry }
  /** Its record alone is to be written. */
  | { kind: "record"; entry: KeyEntry; record: ImageRecord }
  /** Its file is to be read; `encoded` is the stored record when the model in use has a vector of it. */
  | { kind: "read"; entry: KeyEntry; encoded?: ImageRecord };

/**
 * Decides what one key needs. A file is taken for the stored one when size and time of change are both known and equal;
 * an image that the model in use has no vector of is read in any case.
 *
 * @param stored what the store has under the image's id; `hasVector` speaks of the model in use
 */
export function imageTask(
  archive: Archive,
  archiveName: string,
  entry: KeyEntry,
  stored: StoredImage | undefined,
): ImageTask {
  if (!stored?.hasVector) return { kind: "read", entry };
  const { record } = stored;
  const sameFile =
    entry.size !== undefined &&
    entry.mtime !== undefined &&
    entry.size === record.byte_size &&
    entry.mtime === record.modified_at;
  if (!sameFile) return { kind: "read", entry, encoded: record };
  return recordTask(entry, imageRecord(archive, archiveName, entry, record), record);
}

/** Whether an image whose content is the stored one needs its record written. */
export function recordTask(
  entry: KeyEntry,
  record: ImageRecord,
  stored: ImageRecord,
): Extract<ImageTask, { kind: "unchanged" | "record" }> {
  return sameRecord(record, stored) ? { kind: "unchanged", entry } : { kind: "record", entry, record };
}

/** The whole record of an image: what the archive's tables say, and the facts of its bytes. */
export function imageRecord(archive: Archive, archiveName: string, entry: KeyEntry, facts: ImageFacts): ImageRecord {
  const { key, mtime } = entry;
  return {
    ...archive.record(key),
    id: imageId(archiveName, key),
    archive: archiveName,
    key,
    content_hash: facts.content_hash,
    perceptual_hash: facts.perceptual_hash,
    width: facts.width,
    height: facts.height,
    byte_size: facts.byte_size,
    ...(mtime === undefined ? {} : { modified_at: mtime }),
  };
}
