import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { AppError, type CallOptions, asAppError, throwIfCancelled } from "@lesion-atlas/core";
import yauzl from "yauzl";
import { type ArchiveFiles, maximumFileBytes, meansUnavailable, systemCode } from "./archive-files.ts";
import { readZipDirectory } from "./zip-directory.ts";

/**
 * Opens a zip and reads its central directory; files are read in place by random access.
 *
 * @throws AppError `archive_unavailable` when there is no such file, `invalid_input` when it is no sound zip.
 */
export async function openZip(location: string, options: CallOptions = {}): Promise<ArchiveFiles> {
  const zip = await yauzl.openPromise(location, { autoClose: false }).catch((error: unknown) => {
    throw systemCode(error)
      ? new AppError("archive_unavailable", `the zip ${location} cannot be opened (${systemCode(error)})`, {
          cause: error,
        })
      : notSound(location, error);
  });
  const directory = await readZipDirectory(zip, options).catch((error: unknown) => {
    zip.close();
    throw error instanceof AppError ? error : notSound(location, error);
  });

  async function explain(error: unknown): Promise<AppError> {
    if (error instanceof AppError) return error;
    const now = await stat(location).catch(() => undefined);
    if (!zip.isOpen || meansUnavailable(error) || (now && now.size !== zip.fileSize)) {
      return new AppError(
        "archive_unavailable",
        `the zip ${location} was changed or taken away while it was read; run again when it is whole`,
        { cause: error },
      );
    }
    return new AppError("image_unreadable", `the zip's entry is damaged: ${asAppError(error).message}`, {
      cause: error,
    });
  }

  async function openEntry(index: number): Promise<Readable> {
    const entry = directory.entry(index);
    if (!entry.canDecodeFileData()) {
      throw new AppError(
        "image_unreadable",
        entry.isEncrypted()
          ? "the zip's entry is encrypted"
          : `compression method ${entry.compressionMethod} of the zip's entry is not supported`,
      );
    }
    try {
      return await zip.openReadStreamPromise(entry);
    } catch (error) {
      throw await explain(error);
    }
  }

  return {
    location: resolve(location),
    paths: directory.paths,
    warnings: [],
    async facts(index) {
      return { size: directory.sizes[index], mtime: directory.mtimes[index] };
    },
    async read(index, { signal }: CallOptions = {}) {
      throwIfCancelled(signal);
      const size = directory.sizes[index];
      if (size > maximumFileBytes) {
        throw new AppError("image_unreadable", `the file has ${size} bytes, more than ${maximumFileBytes}`);
      }
      const stream = await openEntry(index);
      const bytes = new Uint8Array(size);
      let filled = 0;
      try {
        for await (const chunk of stream as AsyncIterable<Uint8Array>) {
          bytes.set(chunk, filled);
          filled += chunk.length;
        }
      } catch (error) {
        throw await explain(error);
      }
      if (filled !== size || crc32(bytes) !== directory.checksums[index]) {
        throw await explain(new Error("its bytes do not match its checksum"));
      }
      return bytes;
    },
    stream: openEntry,
    async close() {
      zip.close();
    },
  };
}

function notSound(location: string, error: unknown): AppError {
  return new AppError("invalid_input", `${location} is no zip that can be read: ${asAppError(error).message}`, {
    cause: error,
  });
}
