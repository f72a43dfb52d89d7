import {
  type PendingAnswer,
  type SearchHit,
  type SearchQuery,
  type VectorStore,
  asAppError,
  createPendingAnswer,
  throwIfCancelled,
} from "@lesion-atlas/core";

interface Wanted {
  queries: readonly SearchQuery[];
  answer: PendingAnswer<SearchHit[][]>;
}

/** Hits asked for in one pass; a call that asks for more goes alone. */
const mostHits = 10_000;

/**
 * The same store, whose searches go together: while one pass over the vectors is under way, those who come wait and share
 * the next one. For a store that reads every vector in each search, where a pass of many queries costs little more than
 * a pass of one. A caller who goes away leaves the pass of the others alone; a query that is refused fails alone.
 */
export function createSearchBatching(store: VectorStore): VectorStore {
  let waiting: Wanted[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        await answerAll(batch);
      } catch (error) {
        if (batch.length === 1) batch[0].answer.fail(asAppError(error));
        else for (const wanted of batch) await answerAlone(wanted);
      }
    }
    running = false;
  }

  async function answerAlone(wanted: Wanted): Promise<void> {
    if (wanted.answer.settled()) return;
    await answerAll([wanted]).catch((error: unknown) => wanted.answer.fail(asAppError(error)));
  }

  async function answerAll(batch: readonly Wanted[]): Promise<void> {
    const hits = await store.search(batch.flatMap(({ queries }) => queries));
    let first = 0;
    for (const { queries, answer } of batch) answer.succeed(hits.slice(first, (first += queries.length)));
  }

  /** Callers whose hits fit one pass; the first one always. */
  function takeBatch(): Wanted[] {
    waiting = waiting.filter(({ answer }) => !answer.settled());
    let size = 0;
    const end = waiting.findIndex(({ queries }, index) => {
      size += queries.reduce((sum, { limit }) => sum + limit, 0);
      return index > 0 && size > mostHits;
    });
    return waiting.splice(0, end < 0 ? waiting.length : end);
  }

  return {
    ...store,
    async search(queries, options = {}) {
      throwIfCancelled(options.signal);
      const answer = createPendingAnswer<SearchHit[][]>(options);
      waiting.push({ queries, answer });
      if (!running) void run();
      return answer.answered;
    },
  };
}
