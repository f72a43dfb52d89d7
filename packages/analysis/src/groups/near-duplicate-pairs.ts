import type { LaneAlgebra, Matrix } from "@lesion-atlas/compute";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { packHashes, packedHashBits } from "./hash-distance.ts";

/** What makes two images near-duplicates: a cosine so high that it says so alone, or a high one with alike hashes. */
export interface NearDuplicateRule {
  /** Cosine from which on the vectors alone decide. */
  minCosine: number;
  /** Cosine from which on alike hashes decide. */
  minCosineWithHash: number;
  /** Bits of 64 in which alike hashes may differ. */
  maxHashBits: number;
}

/**
 * Of the 2,052 real photographs of `shared/archives` under the demo model: finds both true pairs of ISIC 2017 (cosine
 * 0.99 and 0.93, 10 and 6 bits) and joins 33 pairs within an archive that the records do not call the same lesion.
 */
export const defaultNearDuplicateRule: NearDuplicateRule = { minCosine: 0.97, minCosineWithHash: 0.9, maxHashBits: 12 };

/** A pair of images by their row, `left` < `right`. */
export interface NearDuplicatePair {
  left: number;
  right: number;
  cosine: number;
  hashBits: number;
}

/** More pairs than this say that the rule fits the model's vectors badly. */
const mostPairs = 5_000_000;

/**
 * Every pair of near-duplicates among some images: one pass over the Gram matrix, block by block on the bulk lane.
 *
 * @param vectors unit rows, [images, dimensions]
 * @param perceptualHashes 16 hex digits an image
 * @throws AppError `invalid_input` for a rule that is none; `too_large` where more than five million pairs pass
 */
export async function nearDuplicatePairs(
  algebra: Pick<LaneAlgebra, "pairsAbove">,
  vectors: Matrix,
  perceptualHashes: readonly string[],
  { signal, rule = defaultNearDuplicateRule }: CallOptions & { rule?: NearDuplicateRule } = {},
): Promise<NearDuplicatePair[]> {
  const { minCosine, minCosineWithHash, maxHashBits } = rule;
  if (!(minCosine > 0 && minCosineWithHash > 0) || !(maxHashBits >= 0 && maxHashBits <= 64)) {
    throw new AppError("invalid_input", "near-duplicates need cosines above 0 and 0 to 64 bits of hash distance");
  }
  const hashes = packHashes(perceptualHashes);
  const found: NearDuplicatePair[] = [];
  const minimum = Math.min(minCosine, minCosineWithHash);
  for await (const { left, right, scores } of algebra.pairsAbove(vectors, { lane: "bulk", minimum, signal })) {
    for (let at = 0; at < left.length; at += 1) {
      const bits = packedHashBits(hashes, left[at], right[at]);
      const isNear = scores[at] >= minCosine || (scores[at] >= minCosineWithHash && bits <= maxHashBits);
      if (isNear) found.push({ left: left[at], right: right[at], cosine: scores[at], hashBits: bits });
    }
    if (found.length > mostPairs) {
      throw new AppError(
        "too_large",
        `more than ${mostPairs.toLocaleString("en-US")} pairs are near-duplicates at cosine ${minCosine}: the vectors of ` +
          "this model lie closer together, raise the cosine",
      );
    }
  }
  return found;
}
