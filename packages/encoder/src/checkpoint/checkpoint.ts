import { type FileHandle, open } from "node:fs/promises";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { layoutOf } from "./layout.ts";
import { readFloat32 } from "./read-float32.ts";
import { findSafetensors } from "./safetensors.ts";
import { type CheckpointTensor, type StoredTensor, checkStoredTensor } from "./stored-tensor.ts";

/** An open checkpoint; its weights stay on disk until they are asked for. */
export interface Checkpoint {
  /** By name, in the order of the file. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /**
   * The values as float32, dense and row-major, whatever is stored: float16 and bfloat16 exactly, float64 and integers
   * rounded.
   *
   * @throws AppError `model_invalid` when there is no such tensor or the file ends before it, `cancelled`
   */
  readFloat32(name: string, options?: CallOptions): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Opens the weights of a model. The layout is recognised by its content, whatever the file is called: safetensors.
 * Only tables of contents are read.
 *
 * @throws AppError `not_found` when there is no such file, `model_invalid` for a file that is no checkpoint or a damaged
 * one, `unsupported` for element types that are not read here
 */
export async function openCheckpoint(path: string, options: CallOptions = {}): Promise<Checkpoint> {
  throwIfCancelled(options.signal);
  const handle = await openFile(path);
  try {
    const stored = await findTensors(handle, path);
    const { size } = await handle.stat();
    for (const tensor of stored) checkStoredTensor(tensor, size);
    return createCheckpoint(new Map(stored.map((tensor) => [tensor.name, tensor])), handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function findTensors(handle: FileHandle, path: string): Promise<StoredTensor[]> {
  switch (await layoutOf(handle, path)) {
    case "safetensors":
      return findSafetensors(handle, path);
  }
}

function createCheckpoint(tensors: ReadonlyMap<string, StoredTensor>, handle: FileHandle): Checkpoint {
  return {
    tensors,
    async readFloat32(name, options) {
      const tensor = tensors.get(name);
      if (!tensor) throw new AppError("model_invalid", `the checkpoint has no tensor "${name}"`);
      return readFloat32(handle, tensor, options);
    },
    close: () => handle.close(),
  };
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw new AppError("not_found", `cannot open the checkpoint ${path}: ${String(error)}`, { cause: error });
  }
}
