import { readFile, rename, writeFile } from "node:fs/promises";
import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import { commitPattern } from "../registry/manifest-schema.ts";

const pulledFileSchema = z.strictObject({
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What a pull has seen of a repository, so that every later one is held to it. */
const recordSchema = z.strictObject({
  repository: z.string(),
  /** The commit that a branch stood for when it was first pulled. */
  pinned: z.record(z.string(), z.string().regex(commitPattern)).default({}),
  /** By revision, then by name. */
  files: z.record(z.string(), z.record(z.string(), pulledFileSchema)).default({}),
});

export type PullRecord = z.infer<typeof recordSchema>;
export type PulledFile = z.infer<typeof pulledFileSchema>;

/**
 * @returns an empty record where nothing was pulled, or another repository
 * @throws AppError `model_invalid` for a damaged file
 */
export async function readPullRecord(path: string, repository: string): Promise<PullRecord> {
  const empty = { repository, pinned: {}, files: {} };
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return empty;
  try {
    const record = recordSchema.parse(JSON.parse(text));
    return record.repository === repository ? record : empty;
  } catch (error) {
    throw new AppError("model_invalid", `${path} is damaged; delete it to pull without what it recorded`, {
      cause: error,
    });
  }
}

export async function writePullRecord(path: string, record: PullRecord): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${path}.new`, path);
}
