import { AppError, type CallOptions, type Encoder, type Filter, type VectorStore } from "@lesion-atlas/core";
import { noticeOf } from "../answers/notice.ts";
import type { SearchAnswer } from "../answers/search-answer.ts";
import { type AskedConcept, askWords } from "../presence/ask-words.ts";
import { minimumFor } from "../presence/presence-of.ts";
import { strictestLicense } from "../answers/strictest-license.ts";
import { minimumOfScore } from "./minimum-of-score.ts";
import { runQuery } from "./run-query.ts";
import { withPresence } from "./with-presence.ts";

export interface WordSearch {
  concepts: readonly AskedConcept[];
  filter?: Filter;
  /** Smallest presence of a hit, 0 (no cut) to below 1. */
  minPresence?: number;
  /** Smallest cosine of a hit, instead of `minPresence`. */
  minScore?: number;
  /** 1 to 10,000. */
  limit: number;
}

/**
 * Searches by words; the store must use the encoder's model.
 *
 * @throws AppError what `askWords`, `minimumFor` and the store throw; `invalid_input` for both cut-offs at once.
 */
export async function searchByWords(
  { store, encoder }: { store: VectorStore; encoder: Encoder },
  search: WordSearch,
  options: CallOptions = {},
): Promise<SearchAnswer> {
  const { concepts, filter, minPresence, minScore, limit } = search;
  if (minPresence !== undefined && minScore !== undefined) {
    throw new AppError("invalid_input", "give a minimum presence or a minimum score, not both");
  }
  minimumFor({ offset: 0 }, minPresence ?? 0);
  const began = performance.now();
  const query = await askWords(encoder, concepts, options);
  const minimum = minScore === undefined ? minimumFor(query, minPresence ?? 0) : minimumOfScore(query.vector, minScore);
  const encoded = performance.now();
  const result = await runQuery(store, { vector: query.vector, filter, minimum, limit }, options);
  const hits = await withPresence(store, query, result.hits, options);
  const ended = performance.now();
  return {
    model: encoder.model.id,
    fingerprint: encoder.model.fingerprint,
    searched: result.searched,
    matching: result.matching,
    matching_interval: result.matchingInterval,
    calibrated: query.calibrated,
    hits,
    license: strictestLicense(hits.map(({ license }) => license)),
    timings_ms: { encode: encoded - began, search: ended - encoded, total: ended - began },
    notice: noticeOf(encoder.model),
  };
}
