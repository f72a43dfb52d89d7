import { type Ranking, createScoreHeap } from "./score-heap.ts";

export interface TopKOptions {
  /** At most this many rows are kept. */
  limit: number;
  /** Smallest score that counts, inclusive. Default: every score but NaN counts. */
  minimum?: number;
  /**
   * Order of two rows of equal score, as for `Array.sort`: negative when the first comes before the second. It is only
   * called for equal scores. Default: the smaller row number comes first.
   */
  compareTies?: (row: number, other: number) => number;
}

/** Scores of consecutive rows. */
export interface ScoreSpan {
  scores: Float32Array;
  /** Number of the row that `scores[0]` belongs to. Default: 0. */
  firstRow?: number;
  /** One byte a score; rows with 0 do not take part. */
  allowed?: Uint8Array;
}

/** Keeps the `limit` best of all scores that are offered to it, in any number of pieces. */
export interface TopK {
  /** One pass, without allocation: for random scores little more than one comparison each. */
  offer(span: ScoreSpan): void;
  /** Takes in what another selection over other rows has kept. */
  merge(ranking: Ranking): void;
  /** What is best so far. */
  ranking(): Ranking;
}

const byRow = (row: number, other: number) => row - other;

/** Starts an empty selection. Rows are numbers below 2^32. */
export function createTopK({ limit, minimum = -Infinity, compareTies = byRow }: TopKOptions): TopK {
  const heap = createScoreHeap(limit, compareTies);

  return {
    offer({ scores, firstRow = 0, allowed }) {
      let bar = Math.max(minimum, heap.bar());
      const length = limit > 0 ? scores.length : 0;
      for (let index = 0; index < length; index++) {
        if (!(scores[index] >= bar)) continue;
        if (allowed !== undefined && allowed[index] === 0) continue;
        heap.offer(scores[index], firstRow + index);
        bar = Math.max(minimum, heap.bar());
      }
    },
    merge({ rows, scores }) {
      if (limit === 0) return;
      for (let place = 0; place < rows.length; place++) {
        if (scores[place] >= minimum) heap.offer(scores[place], rows[place]);
      }
    },
    ranking: () => heap.ranking(),
  };
}

/** The best rows of one array of scores; see `createTopK`. */
export function topK(span: ScoreSpan, options: TopKOptions): Ranking {
  const selection = createTopK(options);
  selection.offer(span);
  return selection.ranking();
}
