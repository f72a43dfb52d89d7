import type { CallOptions } from "./options.ts";
import type { ClinicalRecord } from "./record.ts";

/** An image's name inside its archive, and what is known of its file without reading it. */
export interface KeyEntry {
  key: string;
  /** Bytes. */
  size?: number;
  /** Milliseconds since 1970. */
  mtime?: number;
}

/** Random access to an archive's files: for encoding, originals, thumbnails and pixel checks. */
export interface ImageSource {
  /** @throws AppError `not_found` for an unknown key, `archive_unavailable` when the location is gone. */
  bytes(key: string, options?: CallOptions): Promise<Uint8Array>;
}

/** A folder, zip or API from which images come. */
export interface Archive extends ImageSource {
  /** The reader's name, as in `--format`. */
  readonly format: string;
  readonly location: string;
  /** Sentences for the user: rows without a file, files without a row, a table in an older layout. */
  readonly warnings: readonly string[];
  /** Number of keys, where it is known without walking through them. */
  readonly size?: number;
  /** By key ascending (UTF-16 code units), each once; only those from `first` to `last`, both inclusive. */
  keys(options?: CallOptions & { first?: string; last?: string }): AsyncIterable<KeyEntry>;
  /** What the archive's tables say of the image, its path inside the archive, and its group for splits. */
  record(key: string): ClinicalRecord & { file: string; group?: string };
  close(): Promise<void>;
}

/** Knows one layout. */
export interface ArchiveReader {
  readonly name: string;
  /** How well the location fits: 0 not at all, 1 surely. */
  detect(location: string, options?: CallOptions): Promise<number>;
  /** @throws AppError `archive_unavailable` when there is no such place, `invalid_input` for a table that cannot be read. */
  open(location: string, options?: CallOptions): Promise<Archive>;
}
