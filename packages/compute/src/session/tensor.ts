import { AppError } from "@lesion-atlas/core";

/** The typed array of each element type that our sessions take and give. */
export interface TensorArrays {
  float32: Float32Array;
  float64: Float64Array;
  int64: BigInt64Array;
  int32: Int32Array;
  uint8: Uint8Array;
  int8: Int8Array;
  /** One byte an element, 0 or 1. */
  bool: Uint8Array;
}

export type TensorType = keyof TensorArrays;

/** A dense array, row-major. Its values may lie in a SharedArrayBuffer: onnxruntime reads and writes them in place. */
export type Tensor = {
  [Type in TensorType]: { type: Type; values: TensorArrays[Type]; shape: readonly number[] };
}[TensorType];

/** Tensors by the name of the model's input or output. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** @param shape row-major; its product must be the number of values */
export function floatTensor(values: Float32Array, shape: readonly number[]): Tensor {
  return { type: "float32", values, shape };
}

/** @throws AppError `invalid_input` where a tensor's values do not fill its shape, which is so for a transferred buffer too. */
export function checkTensors(tensors: Tensors): void {
  for (const [name, { values, shape }] of Object.entries(tensors)) {
    const elements = shape.reduce((product, size) => product * size, 1);
    if (values.length === elements) continue;
    const gone = values.length === 0 ? " (was its buffer transferred to another call before?)" : "";
    throw new AppError(
      "invalid_input",
      `tensor "${name}" of shape [${shape.join(", ")}] needs ${elements} values and has ${values.length}${gone}`,
    );
  }
}
