import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** How the folder of a model that is being written begins, until it is complete. */
export const temporaryPrefix = ".importing-";

const abandonedAfterMs = 24 * 3600 * 1000;

/** Removes what imports left behind that were killed more than a day ago. */
export async function removeAbandoned(modelsFolder: string): Promise<void> {
  const names = await readdir(modelsFolder).catch(() => []);
  for (const name of names.filter((name) => name.startsWith(temporaryPrefix))) {
    const path = join(modelsFolder, name);
    const changedMs = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (changedMs < Date.now() - abandonedAfterMs) await rm(path, { recursive: true, force: true });
  }
}
