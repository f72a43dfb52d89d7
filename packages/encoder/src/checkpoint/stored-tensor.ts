import { AppError } from "@lesion-atlas/core";
import { type ElementType, elementBytes } from "./element-type.ts";

/** Name, shape and stored element type of one tensor. */
export interface CheckpointTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ElementType;
}

/** Where the elements of a tensor lie. Every layout that is read here keeps them little-endian and uncompressed. */
export interface StoredTensor extends CheckpointTensor {
  /** Path of the file. */
  readonly file: string;
  /** Byte of the file where the storage begins. */
  readonly storageStart: number;
  /** Elements of the storage; several tensors may lie in one. */
  readonly storageElements: number;
  /** Element of the storage where the tensor begins. */
  readonly offset: number;
  /** Elements from one index to the next, for each dimension. */
  readonly strides: readonly number[];
}

/** Product of the sizes; 1 for a scalar. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The strides of a dense row-major array. */
export function denseStrides(shape: readonly number[]): number[] {
  return shape.map((_, dimension) => elementsOf(shape.slice(dimension + 1)));
}

/** Elements of the storage from the tensor's first to its last, those between that it skips included. */
export function spanOf({ shape, strides }: Pick<StoredTensor, "shape" | "strides">): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((last, size, dimension) => last + (size - 1) * strides[dimension], 1);
}

/** @throws AppError `model_invalid` when the tensor reaches beyond its storage or the storage beyond its file. */
export function checkStoredTensor(tensor: StoredTensor, fileBytes: number): void {
  const { name, shape, strides, offset, storageStart, storageElements, type } = tensor;
  const sizes = [...shape, ...strides, offset, storageElements, elementsOf(shape), spanOf(tensor)];
  if (strides.length !== shape.length || !sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new AppError("model_invalid", `tensor "${name}" has no possible shape; the file is damaged`);
  }
  if (offset + spanOf(tensor) > storageElements) {
    throw new AppError("model_invalid", `tensor "${name}" reaches beyond its storage; the file is damaged`);
  }
  if (storageStart + storageElements * elementBytes[type] > fileBytes) {
    throw new AppError(
      "model_invalid",
      `tensor "${name}" reaches beyond the end of ${tensor.file}; fetch the file again`,
    );
  }
}
