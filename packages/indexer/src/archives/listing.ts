import { Readable } from "node:stream";
import { readTable } from "../tables/read-table.ts";
import type { ArchiveFiles } from "./files/archive-files.ts";
import type { Listing } from "./layout.ts";

/**
 * The folder inside a location in which the archive lies, with a slash at its end: empty, or the one folder at the top
 * when that is all there is and a table lies in it, as in a zip that was made of a folder.
 *
 * @param paths ascending
 */
export function rootOf(paths: readonly string[]): string {
  const top = paths[0]?.slice(0, paths[0].indexOf("/") + 1) ?? "";
  if (top === "" || !paths[paths.length - 1].startsWith(top)) return "";
  return paths.some((path) => isRootTable(path.slice(top.length))) ? top : "";
}

/** Whether a path is a table at the archive's root. */
export function isRootTable(path: string): boolean {
  return !path.includes("/") && /(\.csv|\.tsv|\.tab|^HAM10000_metadata)$/i.test(path);
}

/** The paths below the archive's root, relative to it. */
export function innerPaths(files: ArchiveFiles): readonly string[] {
  const root = rootOf(files.paths);
  return root === "" ? files.paths : files.paths.map((path) => path.slice(root.length));
}

/** What the layouts' `detect` looks at. A header is read once, whoever asks. */
export function listingOf(files: ArchiveFiles): Listing {
  const root = rootOf(files.paths);
  const headers = new Map<string, Promise<readonly string[]>>();
  return {
    location: files.location,
    paths: innerPaths(files),
    header(path) {
      const known = headers.get(path) ?? readHeader(files, root + path);
      headers.set(path, known);
      return known;
    },
  };
}

async function readHeader(files: ArchiveFiles, path: string): Promise<readonly string[]> {
  const index = files.paths.indexOf(path);
  if (index < 0) return [];
  const stream = await files.stream(index);
  const lines: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    const end = chunk.indexOf(0x0a);
    lines.push(end < 0 ? chunk : chunk.subarray(0, end + 1));
    length += chunk.length;
    if (end >= 0 || length > 2 ** 20) break;
  }
  stream.destroy();
  return readTable(path, Readable.from(lines, { objectMode: false })).then(
    (table) => table.columns,
    () => [],
  );
}
