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

/** Plans the places of constants in a file: call it once for each, in the order in which they will be appended. */
export function createExternalPlacement(location: string): (byteLength: number) => ExternalContent {
  let end = 0;
  return (length) => {
    const offset = Math.ceil(end / alignment) * alignment;
    end = offset + length;
    return { location, offset, length };
  };
}

/** Creates the file (it must not exist) in a folder that exists. */
export async function createExternalWeights(path: string): Promise<ExternalWeights> {
  const file = await open(path, "wx");
  const place = createExternalPlacement(basename(path));
  return {
    async append(chunks, byteLength, { signal } = {}) {
      const content = place(byteLength);
      let position = content.offset;
      for await (const chunk of chunks) {
        throwIfCancelled(signal);
        await writeAll(file, chunk, position);
        position += chunk.length;
      }
      if (position - content.offset !== byteLength) {
        throw new AppError(
          "model_invalid",
          `a tensor has ${position - content.offset} bytes where ${byteLength} were announced`,
        );
      }
      return content;
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
