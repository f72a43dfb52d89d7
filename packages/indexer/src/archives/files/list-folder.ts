import { type Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { countWithExamples } from "../../tables/count-with-examples.ts";
import { isHidden, systemCode } from "./archive-files.ts";

/**
 * Every file below a folder, hidden ones left out. A link to a file is followed when its target lies inside; a link to
 * a folder never is, for what lies inside is listed anyway.
 *
 * @param root real path of the folder
 * @throws AppError `archive_unavailable` when any folder below cannot be listed.
 */
export async function listFolder(
  root: string,
  { signal }: CallOptions = {},
): Promise<{ paths: string[]; warnings: string[] }> {
  const paths: string[] = [];
  const refused: string[] = [];
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    throwIfCancelled(signal);
    for (const entry of await readFolder(root, folder)) {
      const path = folder + entry.name;
      if (isHidden(entry.name)) continue;
      if (entry.isDirectory()) waiting.push(`${path}/`);
      else if (entry.isFile()) paths.push(path);
      else if (entry.isSymbolicLink()) ((await linksToFileInside(root, path)) ? paths : refused).push(path);
    }
  }
  paths.sort();
  const warnings =
    refused.length > 0
      ? [
          `${countWithExamples("link", refused)} refused: each leaves the archive's folder, names a folder or leads nowhere`,
        ]
      : [];
  return { paths, warnings };
}

async function readFolder(root: string, folder: string): Promise<Dirent[]> {
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    throw new AppError(
      "archive_unavailable",
      `the folder ${join(root, folder)} cannot be listed (${systemCode(error)}); ` +
        "check that it is mounted and may be read, or move it out of the archive",
      { cause: error },
    );
  }
}

async function linksToFileInside(root: string, path: string): Promise<boolean> {
  try {
    const target = await realpath(join(root, path));
    return target.startsWith(root.endsWith(sep) ? root : root + sep) && (await stat(target)).isFile();
  } catch {
    return false;
  }
}
