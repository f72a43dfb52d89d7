import { type FileHandle, open } from "node:fs/promises";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { findTensors } from "./find-tensors.ts";
import { readFloat32 } from "./read-float32.ts";
import type { CheckpointTensor, StoredTensor } from "./stored-tensor.ts";
import { withoutWrapper } from "./without-wrapper.ts";

/** An open checkpoint; its weights stay on disk until they are asked for. */
export interface Checkpoint {
  /** By name, in the order of the file. The `module.` that a data-parallel training puts before every name is gone. */
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
 * Opens the weights of a model: safetensors, PyTorch's zip or legacy layout, or the index of a checkpoint in several
 * files (`model.safetensors.index.json`). They are recognised by their content, whatever they are called. Only tables of
 * contents are read; of a pickle nothing is ever run.
 *
 * @throws AppError `not_found` when there is no such file, `model_invalid` for a file that is no checkpoint, a damaged one
 * or a pickle that is refused, `unsupported` for element types and layouts that are not read here, `cancelled`
 */
export async function openCheckpoint(path: string, options: CallOptions = {}): Promise<Checkpoint> {
  throwIfCancelled(options.signal);
  const handles = new Map<string, FileHandle>();
  const close = async () => {
    await Promise.all(Array.from(handles.values(), (handle) => handle.close()));
  };
  try {
    const stored = await findTensors(
      path,
      async (file) => {
        const handle = await openFile(file);
        handles.set(file, handle);
        return handle;
      },
      options,
    );
    return createCheckpoint(withoutWrapper(stored), handles, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function createCheckpoint(
  tensors: ReadonlyMap<string, StoredTensor>,
  handles: ReadonlyMap<string, FileHandle>,
  close: () => Promise<void>,
): Checkpoint {
  return {
    tensors,
    async readFloat32(name, options) {
      const tensor = tensors.get(name);
      const handle = tensor && handles.get(tensor.file);
      if (!handle) throw new AppError("model_invalid", `the checkpoint has no tensor "${name}"`);
      return readFloat32(handle, tensor, options);
    },
    close,
  };
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw new AppError("not_found", `cannot open the checkpoint ${path}: ${String(error)}`, { cause: error });
  }
}
