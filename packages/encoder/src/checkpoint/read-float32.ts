import type { FileHandle } from "node:fs/promises";
import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { elementBytes } from "./element-type.ts";
import { float32Values } from "./float32-values.ts";
import { readRange } from "./read-range.ts";
import { type StoredTensor, denseStrides, elementsOf, spanOf } from "./stored-tensor.ts";

/** Elements read and converted at a time. */
const pieceElements = 1 << 20;

/** The tensor's values, dense and row-major. Holds the result, and beside it the span where the tensor is strided. */
export async function readFloat32(
  file: FileHandle,
  tensor: StoredTensor,
  options: CallOptions = {},
): Promise<Float32Array> {
  const span = await readSpan(file, tensor, options);
  return isDense(tensor) ? span : gather(span, tensor);
}

async function readSpan(file: FileHandle, tensor: StoredTensor, options: CallOptions): Promise<Float32Array> {
  const { type, offset, storageStart } = tensor;
  const bytes = elementBytes[type];
  const start = storageStart + offset * bytes;
  const values = new Float32Array(spanOf(tensor));
  for (let done = 0; done < values.length; done += pieceElements) {
    throwIfCancelled(options.signal);
    const count = Math.min(pieceElements, values.length - done);
    if (type === "float32") {
      await readRange(file, start + done * bytes, new Uint8Array(values.buffer, done * bytes, count * bytes));
    } else {
      const piece = new Uint8Array(count * bytes);
      await readRange(file, start + done * bytes, piece);
      values.set(float32Values(piece, type), done);
    }
  }
  return values;
}

/** Dimensions of size 1 may have any stride. */
function isDense({ shape, strides }: StoredTensor): boolean {
  const dense = denseStrides(shape);
  return shape.includes(0) || shape.every((size, dimension) => size === 1 || strides[dimension] === dense[dimension]);
}

function gather(span: Float32Array, { shape, strides }: StoredTensor): Float32Array {
  const values = new Float32Array(elementsOf(shape));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    values[to] = span[from];
    for (let dimension = shape.length - 1; dimension >= 0; dimension--) {
      from += strides[dimension];
      if (++index[dimension] < shape[dimension]) break;
      from -= strides[dimension] * shape[dimension];
      index[dimension] = 0;
    }
  }
  return values;
}
