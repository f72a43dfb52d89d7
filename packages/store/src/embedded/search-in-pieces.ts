import { type CallOptions, type SearchHit, type SearchQuery, throwIfCancelled } from "@lesion-atlas/core";
import type { StoreThread } from "./thread/store-thread.ts";

/**
 * Asks the thread for the hits of every query and takes them over a piece at a time, so that a list of thousands does
 * not hold up the calling thread. All of it is as of one moment.
 */
export async function searchInPieces(
  thread: StoreThread,
  queries: readonly SearchQuery[],
  model: string | undefined,
  options: CallOptions = {},
): Promise<SearchHit[][]> {
  const { counts, hits, ticket } = await thread.call("search", { queries, model }, options);
  if (ticket !== undefined) {
    const total = counts.reduce((sum, count) => sum + count, 0);
    try {
      while (hits.length < total) {
        throwIfCancelled(options.signal);
        hits.push(...(await thread.call("moreHits", ticket)));
      }
    } finally {
      if (hits.length < total) await thread.call("dropHits", ticket);
    }
  }
  let first = 0;
  return counts.map((count) => hits.slice(first, (first += count)));
}
