import { AppError } from "@lesion-atlas/core";
import type { HubSource } from "../registry/manifest-schema.ts";
import type { FoundFile } from "./look-up-files.ts";
import type { PullRecord, PulledFile } from "./pull-record.ts";

/**
 * What each file of a revision must be: as the manifest says, else as an earlier pull of the revision recorded. Unknown
 * otherwise.
 *
 * @param held whether the revision is the manifest's own
 */
export function expectedFiles(
  source: HubSource,
  revision: string,
  record: PullRecord,
  held: boolean,
): ReadonlyMap<string, Partial<PulledFile>> {
  const recorded = record.files[revision] ?? {};
  return new Map(
    source.files.map(({ name, bytes, sha256 }) => [
      name,
      { ...recorded[name], ...(held ? known({ bytes, sha256 }) : {}) },
    ]),
  );
}

function known(file: Partial<PulledFile>): Partial<PulledFile> {
  return Object.fromEntries(Object.entries(file).filter(([, value]) => value !== undefined));
}

/** @throws AppError `model_invalid` when the hub says of a file that it is another one */
export function checkFound({ name, bytes, sha256 }: FoundFile, expected: Partial<PulledFile>): void {
  const other = differs(sha256, expected.sha256)
    ? `SHA-256 ${sha256}, not ${expected.sha256}`
    : differs(bytes, expected.bytes)
      ? `${bytes} bytes, not ${expected.bytes}`
      : undefined;
  if (other === undefined) return;
  throw new AppError(
    "model_invalid",
    `the hub has another ${name} than the one that is known: ${other}; nothing was fetched. --revision takes another revision as it is`,
  );
}

function differs<Value>(found: Value | undefined, expected: Value | undefined): boolean {
  return found !== undefined && expected !== undefined && found !== expected;
}
