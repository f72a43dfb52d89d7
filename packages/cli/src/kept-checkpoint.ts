import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** The only checkpoint below a folder of downloads; undefined where there is none, or several. */
export async function keptCheckpoint(folder: string): Promise<string | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory());
  return folders.length === 1 ? join(folder, folders[0].name) : undefined;
}
