import type { FileHandle } from "node:fs/promises";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { layoutOf } from "./layout.ts";
import { findInLegacyFile } from "./pytorch/legacy-layout.ts";
import { findInZip } from "./pytorch/zip-layout.ts";
import { findInSafetensors } from "./safetensors.ts";
import { readShardIndex } from "./shard-index.ts";
import { type StoredTensor, checkStoredTensor } from "./stored-tensor.ts";

/** Opens a file, which stays open for the values to be read from. */
export type OpenFile = (path: string) => Promise<FileHandle>;

/** The tensors of a checkpoint, which may be one file or the index of several. Errors: those of `openCheckpoint`. */
export async function findTensors(path: string, open: OpenFile, options: CallOptions): Promise<StoredTensor[]> {
  const handle = await open(path);
  if ((await layoutOf(handle, path)) !== "index") return findInFile(path, handle, options);
  const tensors: StoredTensor[] = [];
  for (const [shard, names] of await readShardIndex(handle, path)) {
    const found = await findInFile(shard, await open(shard), options);
    tensors.push(...found.filter(({ name }) => names.delete(name)));
    for (const name of names) throw new AppError("model_invalid", `${shard} lacks tensor "${name}"; fetch it again`);
  }
  return tensors;
}

async function findInFile(path: string, handle: FileHandle, options: CallOptions): Promise<StoredTensor[]> {
  const tensors = await findInLayout(path, handle, options);
  const { size } = await handle.stat();
  for (const tensor of tensors) checkStoredTensor(tensor, size);
  return tensors;
}

async function findInLayout(path: string, handle: FileHandle, options: CallOptions): Promise<StoredTensor[]> {
  switch (await layoutOf(handle, path)) {
    case "safetensors":
      return findInSafetensors(handle, path);
    case "pytorch zip":
      return findInZip(handle, path, options);
    case "pytorch legacy":
      return findInLegacyFile(handle, path);
    case "index":
      throw new AppError("model_invalid", `${path} is an index inside of an index`);
  }
}
