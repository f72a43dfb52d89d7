import { statfs } from "node:fs/promises";
import { AppError } from "@lesion-atlas/core";

/**
 * @param folder one that is there
 * @throws AppError `too_large` when its disk has not that many bytes left
 */
export async function checkFreeSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new AppError(
    "too_large",
    `the model takes ${megabytes(bytes)} MB and the disk of ${folder} has ${megabytes(free)} MB left; make room`,
  );
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
