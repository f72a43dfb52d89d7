import type { CallOptions, Filter, SearchHit, VectorStore } from "@lesion-atlas/core";

/** A query and how many images it meets. */
export interface QueryResult {
  hits: SearchHit[];
  /** Images under the model that pass the filter. */
  searched: number;
  /** Of these, those at or above the minimum. */
  matching: number;
  /** The 95 % interval of `matching`, where the store estimated it. */
  matchingInterval?: { low: number; high: number };
}

/** One query with its counts; a list that was not filled is its own count. */
export async function runQuery(
  store: VectorStore,
  query: { vector: Float32Array; filter?: Filter; minimum?: number; limit: number },
  options: CallOptions,
): Promise<QueryResult> {
  const { vector, filter, minimum, limit } = query;
  const [[hits], searched] = await Promise.all([store.search([query], options), store.count(filter, options)]);
  if (minimum === undefined) return { hits, searched, matching: searched };
  if (hits.length < limit) return { hits, searched, matching: hits.length };
  const { passing, sample } = await store.distribution({ vector, filter, minimum }, options);
  const matchingInterval = sample && { low: sample.passingLow, high: sample.passingHigh };
  return { hits, searched, matching: passing, matchingInterval };
}
