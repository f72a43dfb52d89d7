/** The best rows, best first: `rows[i]` has `scores[i]`. */
export interface Ranking {
  rows: Uint32Array;
  scores: Float32Array;
}

/** A binary heap of (score, row) whose root is the worst kept, so that one comparison settles most candidates. */
export interface ScoreHeap {
  /** Score that a candidate must at least have: minus infinity until the heap is full, then the worst kept score. */
  bar(): number;
  offer(score: number, row: number): void;
  /** Best first. */
  ranking(): Ranking;
}

/** @param compareTies order of two rows of equal score */
export function createScoreHeap(limit: number, compareTies: (row: number, other: number) => number): ScoreHeap {
  let scores = new Float32Array(Math.min(limit, 1024));
  let rows = new Uint32Array(scores.length);
  let size = 0;

  const isWorse = (score: number, row: number, place: number): boolean =>
    score < scores[place] || (score === scores[place] && compareTies(row, rows[place]) > 0);

  const put = (place: number, score: number, row: number): void => {
    scores[place] = score;
    rows[place] = row;
  };

  function grow(): void {
    const length = Math.min(limit, scores.length * 2);
    const [oldScores, oldRows] = [scores, rows];
    scores = new Float32Array(length);
    rows = new Uint32Array(length);
    scores.set(oldScores);
    rows.set(oldRows);
  }

  function siftUp(score: number, row: number): void {
    let place = size++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isWorse(score, row, parent)) break;
      put(place, scores[parent], rows[parent]);
      place = parent;
    }
    put(place, score, row);
  }

  function siftDown(score: number, row: number): void {
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      const other = child + 1;
      if (other < size && isWorse(scores[other], rows[other], child)) child = other;
      if (isWorse(score, row, child)) break;
      put(place, scores[child], rows[child]);
      place = child;
    }
    put(place, score, row);
  }

  return {
    bar: () => (size < limit ? -Infinity : scores[0]),
    offer(score, row) {
      if (size < limit) {
        if (size === scores.length) grow();
        siftUp(score, row);
      } else if (!isWorse(score, row, 0)) {
        siftDown(score, row);
      }
    },
    ranking() {
      const order = Uint32Array.from({ length: size }, (_, place) => place);
      order.sort((a, b) => scores[b] - scores[a] || compareTies(rows[a], rows[b]));
      return {
        rows: Uint32Array.from(order, (place) => rows[place]),
        scores: Float32Array.from(order, (place) => scores[place]),
      };
    },
  };
}
