import {
  AppError,
  type CallOptions,
  type Embedding,
  type Filter,
  type ImageRecord,
  type Model,
  type SearchHit,
  type VectorStore,
} from "@lesion-atlas/core";
import { type Hit, type Relation, toHit } from "../answers/hit.ts";
import { noticeOf } from "../answers/notice.ts";
import type { SearchAnswer } from "../answers/search-answer.ts";
import { strictestLicense } from "../answers/strictest-license.ts";
import { similarFilter } from "./similar-filter.ts";
import { longestRanking, subjectOf } from "./rank-images.ts";

/** Nearest images whose perceptual hashes are compared, beside images of the very same hash. */
const candidates = 500;

/** The image whose copies are looked for: a stored one with its record, or an upload without. */
export interface DuplicateQuery {
  vector: Embedding;
  /** 16 hex digits. */
  perceptualHash: string;
  record?: ImageRecord;
}

export interface DuplicateLimits {
  filter?: Filter;
  /** Smallest cosine that makes a near-duplicate, 0.95 unless given. */
  minScore?: number;
  /** Most bits of 64 in which the perceptual hashes may differ, 8 unless given. */
  maxHashBits?: number;
  limit: number;
  /** As `similarFilter`. */
  sameArchive?: boolean;
  excludeGroup?: boolean;
}

/**
 * Near-duplicates of one image: images of at least `minScore` cosine, or of nearly the same perceptual hash among the 500
 * nearest, or of exactly the same hash; at most the 10,000 nearest, and 10,000 of the same hash. Each says its reasons, and
 * whether it is of the same lesion, the same patient or neither, by the records' own ids. The store must use `model`.
 *
 * @throws AppError `invalid_input` for bounds that are none, and what the store throws
 */
export async function nearDuplicates(
  { store, model }: { store: VectorStore; model: Model },
  query: DuplicateQuery,
  limits: DuplicateLimits,
  options: CallOptions = {},
): Promise<SearchAnswer> {
  const { minScore = 0.95, maxHashBits = 8, limit, filter, sameArchive, excludeGroup } = limits;
  if (!(minScore >= -1 && minScore <= 1) || !(maxHashBits >= 0 && maxHashBits <= 64)) {
    throw new AppError("invalid_input", "a near-duplicate needs a cosine of -1 to 1 and 0 to 64 bits of hash distance");
  }
  const began = performance.now();
  const { vector, perceptualHash, record } = query;
  const among = record ? similarFilter(record, { filter, sameArchive, excludeGroup }) : (filter ?? {});
  const [near, searched] = await Promise.all([nearest(), store.count(among, options)]);
  const found = new Map(near.map((hit) => [hit.id, hit]));
  const sameHash: Filter = { must: [among, { key: "perceptual_hash", match: { value: perceptualHash } }] };
  for await (const image of store.scan({ ...options, filter: sameHash, vectors: true })) {
    if (found.has(image.id) || !image.vector) continue;
    const dot = image.vector.reduce((sum, value, i) => sum + value * vector[i], 0);
    found.set(image.id, { ...image, dot, score: dot / Math.hypot(...vector) });
    if (found.size >= near.length + longestRanking) break;
  }
  const hits = [...found.values()]
    .flatMap((hit) => duplicateHit(hit, query, { minScore, maxHashBits }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  const shown = hits.slice(0, limit);
  const search = performance.now() - began;
  return {
    model: model.id,
    fingerprint: model.fingerprint,
    searched,
    matching: hits.length,
    hits: shown,
    license: strictestLicense(shown.map(({ license }) => license)),
    timings_ms: { encode: 0, search, total: search },
    notice: noticeOf(model),
  };

  /** More than the candidates only where all of these are near enough: the list then goes on. */
  async function nearest(): Promise<SearchHit[]> {
    const asked = Math.max(candidates, limit);
    const [hits] = await store.search([{ vector, filter: among, limit: asked }], options);
    if (hits.length < asked || hits[asked - 1].score < minScore || asked >= longestRanking) return hits;
    return (await store.search([{ vector, filter: among, limit: longestRanking }], options))[0];
  }
}

function duplicateHit(
  hit: SearchHit,
  { perceptualHash, record }: DuplicateQuery,
  { minScore, maxHashBits }: { minScore: number; maxHashBits: number },
): Hit[] {
  const bits = hashBits(hit.record.perceptual_hash, perceptualHash);
  const reasons = [
    ...(hit.score >= minScore ? [`cosine ${hit.score.toFixed(3)}`] : []),
    ...(bits <= maxHashBits
      ? [bits === 0 ? "same perceptual hash" : `perceptual hash differs in ${bits} of 64 bits`]
      : []),
  ];
  if (reasons.length === 0) return [];
  const relation = record ? relationOf(hit.record, record) : undefined;
  if (relation === "same_lesion") reasons.push("same lesion");
  if (relation === "same_patient") reasons.push("same patient");
  return [{ ...toHit(hit), hash_bits: bits, relation, reasons }];
}

/** Whether two images are of one lesion or of one patient, as far as their records say. */
export function relationOf(a: ImageRecord, b: ImageRecord): Relation {
  if (a.lesion_id !== undefined && subjectOf(a, "lesion") === subjectOf(b, "lesion")) return "same_lesion";
  if (a.patient_id !== undefined && subjectOf(a, "patient") === subjectOf(b, "patient")) return "same_patient";
  return "other";
}

/** Bits in which two 64-bit hashes of 16 hex digits differ. */
export function hashBits(a: string, b: string): number {
  let bits = 0;
  for (let rest = BigInt(`0x${a}`) ^ BigInt(`0x${b}`); rest > 0n; rest &= rest - 1n) bits += 1;
  return bits;
}
