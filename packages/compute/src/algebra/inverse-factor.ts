import { AppError } from "@lesion-atlas/core";

/**
 * The inverse of the Cholesky factor of a symmetric positive definite matrix: with A = L L^T it is L^-1, so that
 * A^-1 = (L^-1)^T L^-1.
 *
 * @param matrix order x order, row-major; its lower triangle is read
 * @returns order x order, row-major, zero above the diagonal
 * @throws AppError `invalid_input` where the matrix is not positive definite
 */
export function inverseFactor(matrix: Float64Array, order: number): Float64Array {
  const factor = choleskyFactor(matrix, order);
  const inverse = new Float64Array(order * order);
  for (let row = 0; row < order; row += 1) {
    const target = inverse.subarray(row * order, row * order + row + 1);
    for (let k = 0; k < row; k += 1) {
      const scale = factor[row * order + k];
      const source = inverse.subarray(k * order, k * order + k + 1);
      for (let i = 0; i < source.length; i += 1) target[i] -= scale * source[i];
    }
    const diagonal = 1 / factor[row * order + row];
    for (let i = 0; i < row; i += 1) target[i] *= diagonal;
    target[row] = diagonal;
  }
  return inverse;
}

function choleskyFactor(matrix: Float64Array, order: number): Float64Array {
  const factor = new Float64Array(order * order);
  for (let row = 0; row < order; row += 1) {
    const left = factor.subarray(row * order, row * order + row + 1);
    for (let column = 0; column <= row; column += 1) {
      const right = factor.subarray(column * order, column * order + column + 1);
      let sum = matrix[row * order + column];
      for (let i = 0; i < column; i += 1) sum -= left[i] * right[i];
      if (column < row) {
        left[column] = sum / right[column];
      } else if (sum > 0) {
        left[row] = Math.sqrt(sum);
      } else {
        throw new AppError("invalid_input", `a matrix of order ${order} is not positive definite: penalise more`);
      }
    }
  }
  return factor;
}
