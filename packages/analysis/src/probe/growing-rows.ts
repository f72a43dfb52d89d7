import type { Matrix } from "@lesion-atlas/compute";

/** Rows of a matrix in memory that all threads see, added one by one. */
export interface GrowingRows {
  add(row: Float32Array): void;
  /** The rows at some places, ascending; the same memory where these are all. */
  matrix(places: readonly number[]): Matrix;
}

const firstRows = 1024;

/** Doubles its memory when it is full, so that the rows are copied twice at most. */
export function growingRows(columns: number): GrowingRows {
  let values = new Float32Array(new SharedArrayBuffer(4 * firstRows * columns));
  let rows = 0;
  return {
    add(row) {
      if ((rows + 1) * columns > values.length) {
        const larger = new Float32Array(new SharedArrayBuffer(8 * values.length));
        larger.set(values);
        values = larger;
      }
      values.set(row, rows * columns);
      rows += 1;
    },
    matrix(places) {
      // Places ascend, so a row only ever moves forward in the same memory.
      for (const [row, place] of places.entries()) {
        if (row !== place) values.copyWithin(row * columns, place * columns, (place + 1) * columns);
      }
      rows = places.length;
      return { values, rows, columns };
    },
  };
}
