/** How many images a request has; found by how long requests take. */
export interface BatchSizes {
  size(): number;
  /** Makes a request of `size()` images and learns from it. */
  timed<Answer>(request: () => Promise<Answer>): Promise<Answer>;
}

const smallest = 16;
const first = 256;
/** Requests that are quicker may be larger; those that are twice as slow, or fail, are made smaller. */
const wantedMs = 250;

/** @param largest of a request */
export function createBatchSizes(largest: number): BatchSizes {
  let size = Math.min(first, largest);

  return {
    size: () => size,
    async timed(request) {
      const begun = performance.now();
      let tookMs = Infinity;
      try {
        const answer = await request();
        tookMs = performance.now() - begun;
        return answer;
      } finally {
        if (tookMs < wantedMs) size = Math.min(largest, Math.ceil(size * 1.25));
        else if (tookMs > 2 * wantedMs) size = Math.max(Math.min(smallest, largest), Math.floor(size / 2));
      }
    },
  };
}
