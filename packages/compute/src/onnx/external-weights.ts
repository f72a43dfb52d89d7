import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import type { ExternalContent } from "./onnx-model.ts";

/** The file beside an ONNX file in which its large constants lie, written front to back. */
export interface ExternalWeights {
  /**
   * Appends one constant, chunk by chunk, so that memory holds one chunk and not the tensor.
   *
   * @param byteLength what the chunks must add up to
   * @returns the place to give to `GraphBuilder.constant`
   * @throws AppError `model_invalid` when the chunks add up to something else
   */
  append(
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    byteLength: number,
    options?: CallOptions,
  ): Promise<ExternalContent>;
  /** Flushes to the disk and closes. */
  close(): Promise<void>;
}

/** Constants start at a multiple of this many bytes (a page), so that onnxruntime maps the file instead of copying it. */
const alignment = 4096;

/** Creates the file (it must not exist) in a folder that exists. */
export async function createExternalWeights(path: string): Promise<ExternalWeights> {
  const file = await open(path, "wx");
  const location = basename(path);
  let end = 0;
  return {
    async append(chunks, byteLength, { signal } = {}) {
      const offset = Math.ceil(end / alignment) * alignment;
      let position = offset;
      for await (const chunk of chunks) {
        throwIfCancelled(signal);
        await writeAll(file, chunk, position);
        position += chunk.length;
      }
      if (position - offset !== byteLength) {
        throw new AppError(
          "model_invalid",
          `a tensor has ${position - offset} bytes where ${byteLength} were announced`,
        );
      }
      end = position;
      return { location, offset, length: byteLength };
    },
    async close() {
      await file.sync().finally(() => file.close());
    },
  };
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < chunk.length) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written);
    written += bytesWritten;
  }
}
