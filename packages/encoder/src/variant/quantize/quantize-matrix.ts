/** A matrix of 8 bits whose columns have a scale each: value = quantized * scale of its column. */
export interface QuantizedMatrix {
  /** Row-major [rows, columns]. */
  values: Int8Array;
  /** One a column. */
  scales: Float32Array;
}

/**
 * Symmetric rounding to -127..127, a scale for each column (output channel): its largest magnitude becomes 127.
 *
 * @param weights row-major; [rows, columns], or [columns, rows] where they are stored transposed
 */
export function quantizeColumns(
  weights: Float32Array,
  rows: number,
  columns: number,
  { transposed = false }: { transposed?: boolean } = {},
): QuantizedMatrix {
  const [rowStep, columnStep] = transposed ? [1, rows] : [columns, 1];
  const largest = new Float32Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const magnitude = Math.abs(weights[row * rowStep + column * columnStep]);
      if (magnitude > largest[column]) largest[column] = magnitude;
    }
  }
  const scales = largest.map((magnitude) => (magnitude > 0 ? magnitude / 127 : 1));
  const values = new Int8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = Math.round(weights[row * rowStep + column * columnStep] / scales[column]);
    }
  }
  return { values, scales };
}
