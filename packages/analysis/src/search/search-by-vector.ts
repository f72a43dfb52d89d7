import type { CallOptions, Filter, ImageRecord, Model, VectorStore } from "@lesion-atlas/core";
import { toHit } from "../answers/hit.ts";
import { noticeOf } from "../answers/notice.ts";
import type { SearchAnswer } from "../answers/search-answer.ts";
import { strictestLicense } from "../answers/strictest-license.ts";
import { minimumOfScore } from "./minimum-of-score.ts";
import { relationOf } from "./near-duplicates.ts";
import { runQuery } from "./run-query.ts";

export interface VectorSearch {
  /** `model.dimensions` long, of any length but zero. */
  vector: Float32Array;
  filter?: Filter;
  /** Smallest cosine of a hit. */
  minScore?: number;
  /** 1 to 10,000. */
  limit: number;
  /** The stored image whose vector it is: each hit then says how it stands to it. */
  record?: ImageRecord;
  /** Milliseconds that making the vector took, for the answer's timings. */
  encodeMs?: number;
}

/**
 * Searches by an image's vector, which has a score and no presence; the store must use `model`.
 *
 * @throws AppError `invalid_input` for a score that is no cosine, and what the store throws.
 */
export async function searchByVector(
  { store, model }: { store: VectorStore; model: Model },
  { vector, filter, minScore, limit, record, encodeMs = 0 }: VectorSearch,
  options: CallOptions = {},
): Promise<SearchAnswer> {
  const minimum = minScore === undefined ? undefined : minimumOfScore(vector, minScore);
  const began = performance.now();
  const result = await runQuery(store, { vector, filter, minimum, limit }, options);
  const search = performance.now() - began;
  const hits = result.hits.map((hit) =>
    record ? { ...toHit(hit), relation: relationOf(hit.record, record) } : toHit(hit),
  );
  return {
    model: model.id,
    fingerprint: model.fingerprint,
    searched: result.searched,
    matching: result.matching,
    matching_interval: result.matchingInterval,
    hits,
    license: strictestLicense(hits.map(({ license }) => license)),
    timings_ms: { encode: encodeMs, search, total: encodeMs + search },
    notice: noticeOf(model),
  };
}
