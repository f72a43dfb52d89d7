import { type CallOptions, type Filter, type ImageRecord, type SearchHit, type VectorStore } from "@lesion-atlas/core";
import { diverseOrder } from "./diverse-order.ts";
import { type QueryResult, runQuery } from "./run-query.ts";

/** How hits are ordered and which of them are shown. */
export interface Ranking {
  vector: Float32Array;
  filter?: Filter;
  minimum?: number;
  /** Only the best image of each; an image without one stands for itself. */
  per?: "lesion" | "patient";
  /** Hits that differ from each other, by maximal marginal relevance among the best `diversePool`. */
  diverse?: boolean;
}

/** Longest ranking, and what a store gives at most. */
export const longestRanking = 10_000;

/** Among how many of the best images `diverse` chooses. */
export const diversePool = 500;

/** The first `limit` hits of a ranking with the counts of its query. */
export async function rankImages(
  store: VectorStore,
  ranking: Ranking,
  limit: number,
  options: CallOptions = {},
): Promise<QueryResult> {
  const { per, diverse = false } = ranking;
  const wanted = diverse ? Math.max(diversePool, Math.min(limit, longestRanking)) : limit;
  const result = per ? await bestOfEach(wanted) : await runQuery(store, { ...ranking, limit: wanted }, options);
  if (!diverse) return result;
  const images = await store.get(
    result.hits.map(({ id }) => id),
    { ...options, vectors: true },
  );
  const there = result.hits.flatMap((hit, index) => {
    const vector = images[index]?.vector;
    return vector ? [{ hit, vector }] : [];
  });
  const pool = there.slice(0, diversePool);
  const order = await diverseOrder(
    pool.map(({ hit }) => hit.score),
    pool.map(({ vector }) => vector),
    { ...options, count: limit },
  );
  return { ...result, hits: order.map((index) => pool[index].hit) };

  /** Asks for more until there are enough lesions or nothing is left. */
  async function bestOfEach(count: number): Promise<QueryResult> {
    for (let asked = Math.min(longestRanking, count * 4); ; asked = Math.min(longestRanking, asked * 4)) {
      const found = await runQuery(store, { ...ranking, limit: asked }, options);
      const hits = firstOfEach(found.hits, per!);
      if (hits.length >= count || found.hits.length < asked || asked === longestRanking) {
        return { ...found, hits: hits.slice(0, count) };
      }
    }
  }
}

/** What an image is one of, for `per`; lesion and patient ids are those of their archive. */
export function subjectOf(record: ImageRecord, per: "lesion" | "patient"): string {
  const subject = per === "lesion" ? record.lesion_id : record.patient_id;
  if (subject === undefined) return record.id;
  const within = per === "lesion" ? (record.patient_id ?? "") : "";
  return JSON.stringify([record.archive, within, subject]);
}

function firstOfEach(hits: readonly SearchHit[], per: "lesion" | "patient"): SearchHit[] {
  const seen = new Set<string>();
  return hits.filter(({ record }) => {
    const subject = subjectOf(record, per);
    if (seen.has(subject)) return false;
    seen.add(subject);
    return true;
  });
}
