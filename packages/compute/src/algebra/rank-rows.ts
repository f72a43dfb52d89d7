import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import type { Algebra } from "./algebra.ts";
import { type Matrix, rowsOf } from "./matrix.ts";
import type { TopK } from "./top-k.ts";

/** Consecutive rows that are searched. */
export interface RowChunk {
  rows: Matrix;
  /** Number of the chunk's first row in all rows. */
  firstRow: number;
  /** For each query one byte a row, 0 for rows that do not take part; undefined where all do. */
  allowed?: readonly (Uint8Array | undefined)[];
}

/** Scores that are in memory at a time: few enough to stay in a processor's cache, many enough for Gemm to be fast. */
const scoresAtATime = 1 << 21;

/**
 * The exact search: every query against every row, the best kept. One Gemm and one pass over its scores a chunk.
 *
 * @param queries q queries as rows
 * @param chunks of the same number of columns; a chunk is read while it is searched and not kept
 * @param selections one for each query; they hold the answer afterwards
 * @throws AppError `cancelled` between chunks
 */
export async function rankRows(
  algebra: Algebra,
  queries: Matrix,
  chunks: Iterable<RowChunk>,
  selections: readonly TopK[],
  { signal }: CallOptions = {},
): Promise<void> {
  let memory = new Float32Array(0);
  for (const { rows, firstRow, allowed } of chunks) {
    if (rows.rows === 0) continue;
    const queriesAtATime = Math.max(1, Math.floor(scoresAtATime / rows.rows));
    for (let first = 0; first < queries.rows; first += queriesAtATime) {
      throwIfCancelled(signal);
      const count = Math.min(queriesAtATime, queries.rows - first);
      if (memory.length < count * rows.rows) memory = new Float32Array(count * rows.rows);
      const scores = await algebra.gemm(rowsOf(queries, first, count), rows, memory);
      for (let query = 0; query < count; query++) {
        selections[first + query].offer({
          scores: scores.subarray(query * rows.rows, (query + 1) * rows.rows),
          firstRow,
          allowed: allowed?.[first + query],
        });
      }
    }
  }
}

/** Cuts a matrix into chunks of at most `chunkRows` rows of the same memory. */
export function* chunksOf(matrix: Matrix, chunkRows: number): Generator<RowChunk> {
  for (let firstRow = 0; firstRow < matrix.rows; firstRow += chunkRows) {
    yield { rows: rowsOf(matrix, firstRow, Math.min(chunkRows, matrix.rows - firstRow)), firstRow };
  }
}
