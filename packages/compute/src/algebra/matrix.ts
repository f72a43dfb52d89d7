import { AppError } from "@lesion-atlas/core";

/** A dense row-major matrix. `values` may be longer than rows x columns (room to grow); the rest is not read. */
export interface Matrix {
  values: Float32Array;
  rows: number;
  columns: number;
}

/** @throws AppError `invalid_input` when there are fewer values than rows x columns. */
export function checkMatrix(name: string, { values, rows, columns }: Matrix): void {
  if (values.length >= rows * columns) return;
  throw new AppError(
    "invalid_input",
    `${name}: ${rows} rows of ${columns} need ${rows * columns} values, and there are ${values.length}`,
  );
}

/** @returns rows `first` to `first + count` (exclusive) of the same memory */
export function rowsOf(matrix: Matrix, first: number, count: number): Matrix {
  const { values, columns } = matrix;
  return { values: values.subarray(first * columns, (first + count) * columns), rows: count, columns };
}

/** The same matrix in memory that all threads see, so that handing it to a lane copies nothing; itself where it lies there. */
export function shareMatrix(matrix: Matrix): Matrix {
  if (matrix.values.buffer instanceof SharedArrayBuffer) return matrix;
  const length = matrix.rows * matrix.columns;
  const values = new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
  values.set(matrix.values.subarray(0, length));
  return { ...matrix, values };
}
