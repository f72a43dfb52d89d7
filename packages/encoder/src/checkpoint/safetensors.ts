import type { FileHandle } from "node:fs/promises";
import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import { type ElementType, elementBytes } from "./element-type.ts";
import { readRange } from "./read-range.ts";
import { type StoredTensor, denseStrides, elementsOf } from "./stored-tensor.ts";

/** The format's own bound of its header. */
const longestHeaderBytes = 100_000_000;

const types: Readonly<Record<string, ElementType>> = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I64: "int64",
  I32: "int32",
  I16: "int16",
  I8: "int8",
  U8: "uint8",
  BOOL: "bool",
};

const size = z.int().nonnegative();
const headerSchema = z.record(
  z.string(),
  z.object({ dtype: z.string(), shape: z.array(size), data_offsets: z.tuple([size, size]) }),
);

/**
 * Finds the tensors of a safetensors file: eight bytes with the length of a JSON header, the header, then the elements.
 *
 * @throws AppError `model_invalid` for a damaged header, `unsupported` for an element type that is not read here
 */
export async function findInSafetensors(handle: FileHandle, file: string): Promise<StoredTensor[]> {
  const { header, dataStart } = await readHeader(handle);
  return Object.entries(header).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [begin, end],
      },
    ]) => {
      const type = types[dtype];
      if (!type) {
        throw new AppError("unsupported", `tensor "${name}" is stored as ${dtype}; save it as F32, F16 or BF16`);
      }
      const storageElements = elementsOf(shape);
      if (end - begin !== storageElements * elementBytes[type]) {
        throw new AppError("model_invalid", `tensor "${name}" does not fill its place in ${file}; the file is damaged`);
      }
      const storageStart = dataStart + begin;
      return { name, shape, type, file, storageStart, storageElements, offset: 0, strides: denseStrides(shape) };
    },
  );
}

async function readHeader(handle: FileHandle) {
  const length = new Uint8Array(8);
  await readRange(handle, 0, length);
  const headerBytes = Number(new DataView(length.buffer).getBigUint64(0, true));
  if (headerBytes > longestHeaderBytes || headerBytes > (await handle.stat()).size - 8) {
    throw new AppError("model_invalid", "the header is longer than the file: it is damaged or was not fetched whole");
  }
  const bytes = new Uint8Array(headerBytes);
  await readRange(handle, 8, bytes);
  const { __metadata__: _, ...tensors } = parseObject(new TextDecoder().decode(bytes));
  const header = headerSchema.safeParse(tensors);
  if (!header.success) {
    throw new AppError("model_invalid", `the safetensors header is malformed: ${z.prettifyError(header.error)}`);
  }
  return { header: header.data, dataStart: 8 + headerBytes };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch (error) {
    throw new AppError("model_invalid", "the safetensors header is no JSON object; the file is damaged", {
      cause: error,
    });
  }
}
