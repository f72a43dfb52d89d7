import type { Algebra } from "./algebra.ts";
import type { Matrix } from "./matrix.ts";

/** Pairs of rows with their inner products: pair i is (`left[i]`, `right[i]`), `left[i] < right[i]`. */
export interface Pairs {
  left: Uint32Array;
  right: Uint32Array;
  scores: Float32Array;
}

/** Two groups of rows of one matrix, and the numbers of their first rows in it. */
export interface PairBlock {
  left: Matrix;
  firstLeft: number;
  right: Matrix;
  firstRight: number;
}

/**
 * The pairs of a row of one group and a later row of the other whose inner product is `minimum` or more, by row.
 *
 * @param memory room for left.rows x right.rows products
 */
export async function pairsAbove(
  algebra: Algebra,
  { left, firstLeft, right, firstRight }: PairBlock,
  minimum: number,
  memory?: Float32Array,
): Promise<Pairs> {
  const products = await algebra.gemm(left, right, memory);
  const [lefts, rights, scores]: [number[], number[], number[]] = [[], [], []];
  for (let row = 0; row < left.rows; row++) {
    const start = row * right.rows;
    const leftRow = firstLeft + row;
    for (let other = Math.max(0, leftRow + 1 - firstRight); other < right.rows; other++) {
      if (!(products[start + other] >= minimum)) continue;
      lefts.push(leftRow);
      rights.push(firstRight + other);
      scores.push(products[start + other]);
    }
  }
  return { left: Uint32Array.from(lefts), right: Uint32Array.from(rights), scores: Float32Array.from(scores) };
}
