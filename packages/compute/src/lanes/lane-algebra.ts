import type { Lane } from "@lesion-atlas/core";
import { type Matrix, checkMatrix, rowsOf, shareMatrix } from "../algebra/matrix.ts";
import type { Pairs } from "../algebra/pairs.ts";
import { chunksOf } from "../algebra/rank-rows.ts";
import type { Ranking } from "../algebra/score-heap.ts";
import { createTopK } from "../algebra/top-k.ts";
import type { LaneOptions } from "./lane-options.ts";
import type { LaneThread } from "./lane-thread.ts";

/** A rectangle of the Gram matrix: `products` of rows `firstLeft`.. with rows `firstRight`.., row-major. */
export interface GramBlock {
  firstLeft: number;
  leftRows: number;
  firstRight: number;
  rightRows: number;
  products: Float32Array;
}

export interface RankOptions extends LaneOptions {
  /** Best rows of each query. */
  limit: number;
  /** Smallest inner product that counts, inclusive. */
  minimum?: number;
  /** One byte a row, 0 for those that do not take part. */
  allowed?: Uint8Array;
}

/**
 * Algebra on the lanes. Large matrices are worked through a part at a time, so that a signal acts in between and calls
 * of others get their turn. A matrix that does not lie in shared memory is copied there once a call (`shareMatrix`).
 */
export interface LaneAlgebra {
  /** left . right^T in one piece, row-major; for results that fit the memory. */
  gemm(left: Matrix, right: Matrix, options: LaneOptions): Promise<Float32Array>;
  /** The exact search: for each query its best rows; equal products are ordered by row. */
  rank(queries: Matrix, rows: Matrix, options: RankOptions): Promise<Ranking[]>;
  /** The Gram matrix on and above its diagonal, block by block. `blockRows` bounds both sides (default 2,048). */
  gramBlocks(rows: Matrix, options: LaneOptions & { blockRows?: number }): AsyncGenerator<GramBlock, void, undefined>;
  /** Every pair of rows whose inner product is `minimum` or more, some pairs at a time; found where it is computed. */
  pairsAbove(
    rows: Matrix,
    options: LaneOptions & { minimum: number; blockRows?: number },
  ): AsyncGenerator<Pairs, void, undefined>;
  /** The inverse of a matrix's Cholesky factor, as `inverseFactor` gives it. */
  inverseFactor(matrix: Float64Array, order: number, options: LaneOptions): Promise<Float64Array>;
}

/** Rows of one search step: long enough for Gemm to be at its best, short enough to be cancelled. */
const rowsAtATime = 16_384;
const gramBlockRows = 2_048;

/** @param lanes the threads that do the work */
export function createLaneAlgebra(lanes: Record<Lane, LaneThread>): LaneAlgebra {
  return {
    async gemm(left, right, { lane, signal }) {
      checkMatrix("left", left);
      checkMatrix("right", right);
      const request = { operation: "gemm", left: shareMatrix(left), right: shareMatrix(right) } as const;
      return lanes[lane].submit(request, { signal });
    },

    async rank(queries, rows, { lane, signal, limit, minimum, allowed }) {
      checkMatrix("queries", queries);
      checkMatrix("rows", rows);
      const selections = Array.from({ length: queries.rows }, () => createTopK({ limit, minimum }));
      const shared = shareMatrix(queries);
      for (const { rows: chunk, firstRow } of chunksOf(shareMatrix(rows), rowsAtATime)) {
        // A view would be sent with the whole mask.
        const mask = allowed?.slice(firstRow, firstRow + chunk.rows);
        const rankings = await lanes[lane].submit(
          { operation: "rank", queries: shared, rows: chunk, firstRow, limit, minimum, allowed: mask },
          { signal },
        );
        rankings.forEach((ranking, query) => selections[query].merge(ranking));
      }
      return selections.map((selection) => selection.ranking());
    },

    async *gramBlocks(rows, { lane, signal, blockRows = gramBlockRows }) {
      for (const { left, firstLeft, right, firstRight } of blocksOf(rows, blockRows)) {
        const products = await lanes[lane].submit({ operation: "gemm", left, right }, { signal });
        yield { firstLeft, leftRows: left.rows, firstRight, rightRows: right.rows, products };
      }
    },

    async *pairsAbove(rows, { lane, signal, minimum, blockRows = gramBlockRows }) {
      for (const block of blocksOf(rows, blockRows)) {
        const pairs = await lanes[lane].submit({ operation: "pairs", minimum, ...block }, { signal });
        if (pairs.left.length > 0) yield pairs;
      }
    },

    inverseFactor: (matrix, order, { lane, signal }) =>
      lanes[lane].submit({ operation: "factor", matrix, order }, { signal }),
  };
}

/** The blocks on and above the diagonal, row of blocks by row of blocks. */
function* blocksOf(matrix: Matrix, blockRows: number) {
  checkMatrix("rows", matrix);
  const shared = shareMatrix(matrix);
  for (let firstLeft = 0; firstLeft < matrix.rows; firstLeft += blockRows) {
    const left = rowsOf(shared, firstLeft, Math.min(blockRows, matrix.rows - firstLeft));
    for (let firstRight = firstLeft; firstRight < matrix.rows; firstRight += blockRows) {
      const right = rowsOf(shared, firstRight, Math.min(blockRows, matrix.rows - firstRight));
      yield { left, firstLeft, right, firstRight };
    }
  }
}
