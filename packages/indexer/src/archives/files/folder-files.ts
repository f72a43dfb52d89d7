import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { type ArchiveFiles, type FileFacts, maximumFileBytes, meansUnavailable, systemCode } from "./archive-files.ts";
import { listFolder } from "./list-folder.ts";

/** So many files in a row that have vanished mean that somebody takes the archive away under our hands. */
const vanishedInARow = 50;

/**
 * Opens a folder and lists it whole; a folder below it that cannot be listed fails the call, so that an open archive
 * is a fully listed one. Links are followed where they stay inside.
 *
 * @throws AppError `archive_unavailable` when there is no such folder or a part of it cannot be listed.
 */
export async function openFolder(location: string, options: CallOptions = {}): Promise<ArchiveFiles> {
  const root = await realpath(location).catch((error: unknown) => {
    throw gone(location, error);
  });
  const opened = await stat(root);
  const { paths, warnings } = await listFolder(root, options);
  let vanished = 0;

  /** Tells an archive that was taken away from one file that was: an unmounted folder is another folder, and empty. */
  async function explain(path: string, error: unknown): Promise<AppError> {
    const now = await stat(root).catch(() => undefined);
    if (now?.dev !== opened.dev || now.ino !== opened.ino || meansUnavailable(error)) return gone(location, error);
    if (systemCode(error) !== "ENOENT") {
      return new AppError("image_unreadable", `the file cannot be read: ${describe(error)}`, { cause: error });
    }
    vanished++;
    const folder = await stat(resolve(root, path, "..")).catch(() => undefined);
    if (!folder || vanished >= vanishedInARow) return gone(location, error);
    return new AppError("image_unreadable", "the file has vanished since the archive was listed", { cause: error });
  }

  async function openInside(path: string): Promise<FileHandle> {
    try {
      const real = await realpath(resolve(root, path));
      if (!real.startsWith(root + sep) && root !== sep) {
        throw new AppError("image_unreadable", "the file is a link that leaves the archive's folder");
      }
      const file = await open(real, "r");
      vanished = 0;
      return file;
    } catch (error) {
      throw error instanceof AppError ? error : await explain(path, error);
    }
  }

  return {
    location: root,
    paths,
    warnings,
    async facts(index): Promise<FileFacts> {
      try {
        const { size, mtimeMs } = await stat(resolve(root, paths[index]));
        return { size, mtime: Math.trunc(mtimeMs) };
      } catch {
        return {};
      }
    },
    async read(index, { signal }: CallOptions = {}) {
      throwIfCancelled(signal);
      const file = await openInside(paths[index]);
      try {
        return await readWhole(file);
      } catch (error) {
        throw error instanceof AppError ? error : await explain(paths[index], error);
      } finally {
        await file.close();
      }
    },
    async stream(index) {
      return (await openInside(paths[index])).createReadStream();
    },
    async close() {},
  };
}

async function readWhole(file: FileHandle): Promise<Uint8Array> {
  const facts = await file.stat();
  if (!facts.isFile()) throw new AppError("image_unreadable", "this is no regular file");
  if (facts.size > maximumFileBytes) {
    throw new AppError("image_unreadable", `the file has ${facts.size} bytes, more than ${maximumFileBytes}`);
  }
  const bytes = new Uint8Array(facts.size);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
    if (bytesRead === 0) throw new AppError("image_unreadable", "the file became shorter while it was read");
    filled += bytesRead;
  }
  return bytes;
}

function gone(location: string, error: unknown): AppError {
  return new AppError(
    "archive_unavailable",
    `the archive's folder ${location} cannot be read (${describe(error)}); check that it exists and is mounted`,
    { cause: error },
  );
}

function describe(error: unknown): string {
  return systemCode(error) || (error instanceof Error ? error.message : String(error));
}
