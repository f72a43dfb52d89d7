import { stat } from "node:fs/promises";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { systemCode } from "./archive-files.ts";
import type { ArchiveFiles } from "./archive-files.ts";
import { openFolder } from "./folder-files.ts";
import { openZip } from "./zip-files.ts";

/**
 * Opens a folder or a zip by what it is, not by its name.
 *
 * @throws AppError `archive_unavailable` when there is no such place, `invalid_input` for a file that is no zip.
 */
export async function openFiles(location: string, options: CallOptions = {}): Promise<ArchiveFiles> {
  const facts = await stat(location).catch((error: unknown) => {
    throw new AppError(
      "archive_unavailable",
      systemCode(error) === "ENOENT"
        ? `there is no folder or zip at ${location}; check the path`
        : `${location} cannot be opened (${systemCode(error)}); check that it is mounted and may be read`,
      { cause: error },
    );
  });
  return facts.isDirectory() ? openFolder(location, options) : openZip(location, options);
}
