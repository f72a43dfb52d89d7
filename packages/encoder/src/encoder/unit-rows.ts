import { AppError, type Embedding } from "@lesion-atlas/core";

/**
 * Copies of the rows of a matrix, each divided by its length.
 *
 * @param values row-major, `dimensions` to a row
 * @throws AppError `model_invalid` for a row that has no direction: zero or not finite
 */
export function unitRows(values: Float32Array, dimensions: number): Embedding[] {
  return Array.from({ length: values.length / dimensions }, (_, row) =>
    unit(values.slice(row * dimensions, (row + 1) * dimensions)),
  );
}

function unit(vector: Embedding): Embedding {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (!(length > 0 && Number.isFinite(length))) {
    throw new AppError("model_invalid", "the model gave a vector of zeros, or one that is not finite: it is damaged");
  }
  return vector.map((value) => value / length);
}
