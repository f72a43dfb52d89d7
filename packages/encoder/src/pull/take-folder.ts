import { stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { hashFile } from "../models/hash-file.ts";
import type { HubSource } from "../registry/manifest-schema.ts";
import { expectedFiles } from "./expected-files.ts";
import type { FetchedCheckpoint } from "./fetch-checkpoint.ts";
import type { PullRecord, PulledFile } from "./pull-record.ts";

/**
 * A checkpoint that somebody brought on a disk, held to the same sizes and hashes as one from the hub. It is read where
 * it lies and left there.
 *
 * @throws AppError `not_found` for a file that is needed and not there, `model_invalid` for one that is another, `cancelled`
 */
export async function takeFolder(
  folder: string,
  source: HubSource,
  revision: string,
  record: PullRecord,
  { held, ...options }: CallOptions & { held: boolean },
): Promise<FetchedCheckpoint> {
  const expected = expectedFiles(source, revision, record, held);
  const files: Record<string, PulledFile> = {};
  for (const { name, optional } of source.files) {
    const path = join(folder, name);
    const size = await stat(path).then(
      (found) => (found.isFile() ? found.size : undefined),
      () => undefined,
    );
    if (size === undefined) {
      if (optional) continue;
      const needed = source.files.filter((file) => !file.optional).map((file) => file.name);
      throw new AppError("not_found", `${folder} has no ${name}; bring ${needed.join(", ")} of ${source.repository}`);
    }
    const file = { bytes: size, sha256: await hashFile(path, options) };
    const known = expected.get(name)?.sha256;
    if (known !== undefined && known !== file.sha256) {
      throw new AppError("model_invalid", `${path} has the SHA-256 ${file.sha256}, not ${known}: it is another file`);
    }
    files[name] = file;
  }
  return { folder, revision, files };
}
