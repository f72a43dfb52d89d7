import { access, copyFile, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError, type CallOptions, asAppError } from "@lesion-atlas/core";
import type { StoreContents } from "./contents.ts";
import { type OnBytes, hashAndCopy } from "./copy-checked.ts";
import { type BackupManifest, manifestName } from "./manifest.ts";

/** How far a backup or a restore has come. */
export interface BackupProgress {
  part: "copy" | "check";
  /** Bytes. */
  done: number;
  total?: number;
}

export interface BackupOptions extends CallOptions {
  onProgress?: (progress: BackupProgress) => void;
  /** The `model.json` of models on this machine, by fingerprint: copied into the backup. */
  modelFiles?: ReadonlyMap<string, string>;
}

/** Which store a backup is of. */
export interface BackedUpStore {
  kind: BackupManifest["kind"];
  /** Its address, without secrets. */
  from: string;
}

/** What an adapter wrote into the folder. */
export interface WrittenBackup {
  contents: StoreContents;
  countsExact: boolean;
  /** Of a Qdrant server. */
  server?: string;
}

/**
 * Makes a backup: a folder that is there whole or not at all.
 *
 * @param folder that is not there yet
 * @param fill writes the adapter's files into the folder that it is given
 * @throws AppError `invalid_input` where the folder is there already
 */
export async function writeBackup(
  folder: string,
  about: BackedUpStore,
  fill: (unfinished: string) => Promise<WrittenBackup>,
  { signal, onProgress, modelFiles = new Map() }: BackupOptions = {},
): Promise<BackupManifest> {
  if (await exists(folder)) {
    throw new AppError("invalid_input", `${folder} is there already: name a folder for the backup that is not`);
  }
  const unfinished = `${folder}.unfinished`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    const { contents, countsExact, server } = await fill(unfinished);
    for (const { model } of contents.models) {
      const file = modelFiles.get(model.fingerprint);
      if (file !== undefined) await keepModelFile(file, unfinished, model.fingerprint);
    }
    const files = await hashFiles(unfinished, { signal, onBytes: progressOf("check", onProgress) });
    const made_at = new Date().toISOString();
    const { images, models, documents } = contents;
    const counts = { counts_exact: countsExact, images, models, documents };
    const manifest: BackupManifest = { format: 1, ...about, made_at, ...counts, ...(server && { server }), files };
    await writeFile(join(unfinished, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`, { flush: true });
    await rename(unfinished, folder);
    return manifest;
  } catch (thrown) {
    await rm(unfinished, { recursive: true, force: true });
    throw fileError(thrown, folder);
  }
}

/** Adds up bytes. */
export function progressOf(
  part: BackupProgress["part"],
  onProgress: BackupOptions["onProgress"],
  total?: number,
): OnBytes {
  let done = 0;
  return (bytes) => {
    done += bytes;
    onProgress?.({ part, done, total });
  };
}

/** What the file system threw, as a sentence. */
export function fileError(thrown: unknown, place: string): AppError {
  if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOSPC") {
    return new AppError("too_large", `no room left for ${place}: free some disk space`, { cause: thrown });
  }
  if (thrown instanceof Error && "syscall" in thrown) {
    return new AppError("invalid_input", `${place} cannot be written or read (${thrown.message})`, { cause: thrown });
  }
  return asAppError(thrown);
}

/** Whether something is there. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function keepModelFile(file: string, folder: string, fingerprint: string): Promise<void> {
  const kept = join(folder, "models", `${fingerprint}.json`);
  await mkdir(dirname(kept), { recursive: true });
  await copyFile(file, kept);
}

async function hashFiles(
  folder: string,
  options: CallOptions & { onBytes: OnBytes },
): Promise<BackupManifest["files"]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = [];
  for (const path of paths.sort()) {
    const name = path.slice(folder.length + 1).replaceAll("\\", "/");
    files.push({ name, ...(await hashAndCopy(path, undefined, options)) });
  }
  return files;
}
