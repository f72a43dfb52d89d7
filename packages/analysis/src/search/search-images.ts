import {
  AppError,
  type CallOptions,
  type Encoder,
  type Filter,
  type SearchHit,
  type VectorStore,
} from "@lesion-atlas/core";
import { toHit } from "../answers/hit.ts";
import { noticeOf } from "../answers/notice.ts";
import type { SearchAnswer } from "../answers/search-answer.ts";
import { strictestLicense } from "../answers/strictest-license.ts";
import { minimumFor } from "../presence/presence-of.ts";
import { minimumOfScore } from "./minimum-of-score.ts";
import { type QueryPart, resolveParts } from "./query-parts.ts";
import { type Ranking, longestRanking, rankImages, subjectOf } from "./rank-images.ts";
import type { KeptRanking, Rankings } from "./rankings.ts";
import { withPresence } from "./with-presence.ts";

export interface ImageSearch {
  /** One or more; words, images, vectors and examples may be mixed. */
  parts: readonly QueryPart[];
  filter?: Filter;
  /** Smallest presence of a hit, 0 (no cut) to below 1; for words alone. */
  minPresence?: number;
  /** Smallest cosine of a hit, instead of `minPresence`. */
  minScore?: number;
  /** Hits of a page, 1 to 10,000. */
  limit: number;
  /** Hits that differ from each other: at most the 500 best, in an order of maximal marginal relevance. */
  diverse?: boolean;
  /** Only the best image of each lesion or patient. */
  per?: "lesion" | "patient";
}

interface Ports {
  store: VectorStore;
  encoder: Encoder;
  /** Where rankings are remembered; without it answers have no cursor. */
  rankings?: Rankings;
}

/**
 * Searches by anything; the store must use the encoder's model. The answer's `next_cursor`, where there is more, is for
 * `nextPage`.
 *
 * @throws AppError what `resolveParts`, `minimumFor` and the store throw; `invalid_input` for both cut-offs at once and
 * for a minimum presence of anything but words alone.
 */
export async function searchImages(
  ports: Ports,
  search: ImageSearch,
  options: CallOptions = {},
): Promise<SearchAnswer> {
  const { parts, filter, minPresence, minScore, limit, diverse, per } = search;
  if (minPresence !== undefined && minScore !== undefined) {
    throw new AppError("invalid_input", "give a minimum presence or a minimum score, not both");
  }
  minimumFor({ offset: 0 }, minPresence ?? 0);
  const began = performance.now();
  const { vector, presence, without, made } = await resolveParts(ports, parts, options);
  if (!presence && minPresence !== undefined) {
    throw new AppError("invalid_input", "only a search by words alone has a presence: give a minimum score instead");
  }
  const minimum =
    minScore !== undefined
      ? minimumOfScore(vector, minScore)
      : presence && minPresence !== undefined
        ? minimumFor(presence, minPresence)
        : undefined;
  const among: Filter | undefined =
    without.length > 0 ? { must: filter ? [filter] : [], must_not: { has_id: without } } : filter;
  const ranking: Ranking = { vector, filter: among, minimum, per, diverse };
  const encoded = performance.now();
  const { hits, ...counts } = await rankImages(ports.store, ranking, limit, options);
  const kept: KeptRanking = {
    fingerprint: ports.encoder.model.fingerprint,
    ranking,
    presence,
    made,
    counts,
    entries: entriesOf(hits, per),
    frozen: false,
  };
  const cursor = ports.rankings && hits.length === limit ? ports.rankings.keep(kept, limit) : undefined;
  return answerOf(ports, kept, hits, cursor, { began, encoded }, options);
}

/**
 * The page behind a cursor. The second page freezes the ranking: what the first one showed is its head, the rest is
 * what the store held when the second page was asked for, at most 10,000 in all; later pages only read it.
 *
 * @throws AppError `not_found` for a cursor that has expired, and what the store throws.
 */
export async function nextPage(
  ports: Ports & { rankings: Rankings },
  { cursor, limit }: { cursor: string; limit: number },
  options: CallOptions = {},
): Promise<SearchAnswer> {
  const began = performance.now();
  const { id, ranking: kept, offset } = ports.rankings.find(cursor);
  if (kept.fingerprint !== ports.encoder.model.fingerprint) {
    throw new AppError("not_found", "this cursor has expired: the model was changed; search again without it");
  }
  if (!kept.frozen) await freeze(ports.store, kept, options);
  const entries = kept.entries.slice(offset, offset + limit);
  const images = await ports.store.get(
    entries.map((entry) => entry.id),
    options,
  );
  const length = Math.hypot(...kept.ranking.vector);
  const hits = entries.flatMap(({ dot }, index): SearchHit[] => {
    const image = images[index];
    return image ? [{ id: image.id, dot, score: dot / length, record: image.record, fields: image.fields }] : [];
  });
  const end = offset + entries.length;
  const next = end < kept.entries.length ? ports.rankings.cursorOf(id, end) : undefined;
  return answerOf(ports, kept, hits, next, { began, encoded: began }, options);
}

async function freeze(store: VectorStore, kept: KeptRanking, options: CallOptions): Promise<void> {
  const { hits } = await rankImages(store, kept.ranking, longestRanking, options);
  if (kept.frozen) return;
  const shown = new Set(kept.entries.flatMap(({ id, subject }) => (subject === undefined ? [id] : [id, subject])));
  const rest = entriesOf(hits, kept.ranking.per).filter(
    ({ id, subject }) => !shown.has(id) && !shown.has(subject ?? id),
  );
  kept.entries = [...kept.entries, ...rest].slice(0, longestRanking);
  kept.frozen = true;
}

function entriesOf(hits: readonly SearchHit[], per: Ranking["per"]): KeptRanking["entries"] {
  return hits.map(({ id, dot, record }) => ({ id, dot, ...(per && { subject: subjectOf(record, per) }) }));
}

async function answerOf(
  { store, encoder }: Ports,
  { presence, made, counts }: KeptRanking,
  found: readonly SearchHit[],
  next: string | undefined,
  { began, encoded }: { began: number; encoded: number },
  options: CallOptions,
): Promise<SearchAnswer> {
  const hits = presence ? await withPresence(store, presence, found, options) : found.map(toHit);
  const ended = performance.now();
  return {
    model: encoder.model.id,
    fingerprint: encoder.model.fingerprint,
    query: made,
    searched: counts.searched,
    matching: counts.matching,
    matching_interval: counts.matchingInterval,
    calibrated: presence?.calibrated,
    hits,
    license: strictestLicense(hits.map(({ license }) => license)),
    ...(next === undefined ? {} : { next_cursor: next }),
    timings_ms: { encode: encoded - began, search: ended - encoded, total: ended - began },
    notice: noticeOf(encoder.model),
  };
}
