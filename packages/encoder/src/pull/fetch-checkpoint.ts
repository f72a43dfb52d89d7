import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { checkFreeSpace } from "../import/free-space.ts";
import { hashFile } from "../models/hash-file.ts";
import type { HubSource } from "../registry/manifest-schema.ts";
import { downloadFile } from "./download-file.ts";
import { checkFound, expectedFiles } from "./expected-files.ts";
import { type FoundFile, type Hub, lookUpFiles } from "./look-up-files.ts";
import type { PullRecord, PulledFile } from "./pull-record.ts";
import type { RetryOptions } from "./with-retries.ts";

export interface FetchOptions extends CallOptions {
  /** Whether the revision is the manifest's own, so that its sizes and hashes must hold. */
  held: boolean;
  retry?: RetryOptions;
  /** Bytes that are there, of all files. */
  onBytes?: (progress: { done: number; total?: number }) => void;
}

/** A checkpoint as it came from a hub. */
export interface FetchedCheckpoint {
  /** Where its files lie. */
  folder: string;
  /** The commit, or the branch where the hub names none. */
  revision: string;
  files: Record<string, PulledFile>;
}

/**
 * Fetches the files of a repository at one revision into a folder of its own; those that lie there whole are not fetched
 * again.
 *
 * @param folder made where it is missing; the files go into one below it, named after the revision
 * @throws AppError `too_large` before anything is fetched when the disk has not the room; `model_invalid` for a file that
 * is not the one expected; `not_found`, `invalid_input`, `archive_unavailable`, `cancelled`
 */
export async function fetchCheckpoint(
  hub: Hub,
  source: HubSource,
  revision: string,
  folder: string,
  record: PullRecord,
  { held, retry, signal, onBytes }: FetchOptions,
): Promise<FetchedCheckpoint> {
  const found = await lookUpFiles(hub, source, revision, { retry, signal });
  const commit = found.find((file) => file.commit !== undefined)?.commit ?? revision;
  const expected = expectedFiles(source, commit, record, held);
  for (const file of found) checkFound(file, expected.get(file.name) ?? {});
  const place = join(folder, commit.replaceAll("/", "--"));
  await mkdir(place, { recursive: true });
  await checkRoom(found, place);

  const sizes = new Map(found.map(({ name, bytes }) => [name, bytes]));
  const total = [...sizes.values()].reduce<number | undefined>(
    (sum, bytes) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
    0,
  );
  const there = new Map<string, number>();
  const files: Record<string, PulledFile> = {};
  for (const { name, url, bytes, sha256 } of found) {
    const onFileBytes = (count: number) => {
      there.set(name, count);
      onBytes?.({ done: [...there.values()].reduce((sum, each) => sum + each, 0), total });
    };
    const wanted = { bytes, sha256, ...expected.get(name) };
    const path = join(place, name);
    const whole = await wholeFile(path, wanted, { signal });
    files[name] =
      whole ??
      (await downloadFile({ url, path, ...wanted }, { token: hub.token, retry, signal, onBytes: onFileBytes }));
    onFileBytes(files[name].bytes);
  }
  return { folder: place, revision: commit, files };
}

async function wholeFile(
  path: string,
  wanted: Partial<PulledFile>,
  options: CallOptions,
): Promise<PulledFile | undefined> {
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === undefined || (wanted.bytes !== undefined && wanted.bytes !== size)) return undefined;
  const file = { bytes: size, sha256: await hashFile(path, options) };
  return wanted.sha256 === undefined || wanted.sha256 === file.sha256 ? file : undefined;
}

/** Twice the size of what is missing: the checkpoint, and the model that is made of it. */
async function checkRoom(found: readonly FoundFile[], place: string): Promise<void> {
  let needed = 0;
  for (const { name, bytes = 0 } of found) {
    const partial = await Promise.all([join(place, name), join(place, `${name}.partial`)].map(sizeOf));
    needed += 2 * bytes - Math.min(bytes, Math.max(...partial));
  }
  await checkFreeSpace(place, needed);
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Tries one hub after the other. @throws AppError of the last one */
export async function fetchFromAny<Value>(
  hubs: readonly Hub[],
  fetchFrom: (hub: Hub) => Promise<Value>,
  onFailure: (sentence: string) => void = () => {},
): Promise<Value> {
  for (const [index, hub] of hubs.entries()) {
    try {
      return await fetchFrom(hub);
    } catch (thrown) {
      const isLast = index === hubs.length - 1;
      if (isLast || !(thrown instanceof AppError) || !mirrorMayHelp.has(thrown.code)) throw thrown;
      onFailure(`${thrown.message}; trying ${new URL(hubs[index + 1].endpoint).host}`);
    }
  }
  throw new AppError("invalid_input", "no hub is given");
}

const mirrorMayHelp = new Set(["archive_unavailable", "not_found", "invalid_input"]);
