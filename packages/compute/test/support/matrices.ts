import type { Matrix } from "../../src/index.ts";
import { randomValues } from "./random-values.ts";

export function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  return { values: randomValues(rows * columns, seed), rows, columns };
}

/** left . right^T in float64, by its definition. */
export function productByDefinition(left: Matrix, right: Matrix): number[] {
  const products: number[] = [];
  for (let row = 0; row < left.rows; row++) {
    for (let other = 0; other < right.rows; other++) {
      let sum = 0;
      for (let column = 0; column < left.columns; column++) {
        sum += left.values[row * left.columns + column] * right.values[other * right.columns + column];
      }
      products.push(sum);
    }
  }
  return products;
}

/** Largest difference of two equally long lists. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 0;
  for (let index = 0; index < actual.length; index++) {
    const difference = Math.abs(actual[index] - expected[index]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
