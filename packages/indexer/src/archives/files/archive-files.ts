import type { Readable } from "node:stream";
import type { CallOptions } from "@lesion-atlas/core";

/** What is known of a file without reading it: bytes, and milliseconds since 1970. */
export interface FileFacts {
  size?: number;
  mtime?: number;
}

/**
 * The files below one location, be it a folder or a zip. A file is named by its position in `paths`, so that a million
 * of them cost one string each.
 */
export interface ArchiveFiles {
  /** Absolute path of the folder or zip. */
  readonly location: string;
  /** Every file below it with forward slashes, by UTF-16 code units ascending; hidden files are left out. */
  readonly paths: readonly string[];
  /** What was refused while listing, in sentences for the user. */
  readonly warnings: readonly string[];
  /** Nothing is known of a file that has vanished since the listing. */
  facts(index: number): Promise<FileFacts>;
  /**
   * @returns bytes that own their buffer
   * @throws AppError `image_unreadable` for one file that cannot be read, `archive_unavailable` when the location is gone.
   */
  read(index: number, options?: CallOptions): Promise<Uint8Array>;
  /** @throws AppError as `read` does. */
  stream(index: number): Promise<Readable>;
  close(): Promise<void>;
}

/** Files larger than this are refused unread: no photograph of 100 megapixels comes near it. */
export const maximumFileBytes = 512 * 2 ** 20;

/** Whether a path is one that tools left behind and no user put there: `.DS_Store`, `.isic-partial.*`, `__MACOSX/`. */
export function isHidden(path: string): boolean {
  return path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");
}

/** Errors of the system that speak of the whole device, mount or process and not of one file. */
const unavailableCodes = new Set(
  "EIO ESTALE ENODEV ENXIO ENOTCONN EHOSTDOWN EHOSTUNREACH ETIMEDOUT ECONNRESET EBADF EMFILE ENFILE ESHUTDOWN".split(
    " ",
  ),
);

/** Whether a system error means that the archive as a whole cannot be read now. */
export function meansUnavailable(thrown: unknown): boolean {
  return unavailableCodes.has(systemCode(thrown));
}

/** The `code` of a system error, or an empty string. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}
