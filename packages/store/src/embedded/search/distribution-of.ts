import { AppError, type Distribution, type SearchQuery } from "@lesion-atlas/core";
import { reading } from "../database/transaction.ts";
import { requireModel } from "../models/find-model.ts";
import { checkQueryVector } from "./check-query.ts";
import { type SearchTools, checked } from "./search-vectors.ts";

/**
 * Counts and histogram of x.q by a scan of every vector; the histogram goes from the smallest to the largest x.q.
 *
 * @throws AppError `invalid_input` as a search does, and for a number of bins that is no whole number from 1 to 10,000
 */
export async function distributionOf(
  { database, algebra, source }: SearchTools,
  fingerprint: string | undefined,
  { vector, filter, minimum = -Infinity }: Omit<SearchQuery, "limit">,
  bins: number,
  checkpoint: () => void,
): Promise<Distribution> {
  if (!Number.isInteger(bins) || bins < 1 || bins > 10_000) {
    throw new AppError("invalid_input", `bins ${bins}: ask for 1 to 10,000`);
  }
  return reading(database, async () => {
    const model = requireModel(database, fingerprint);
    checkQueryVector(vector, model);
    const query = { values: vector, rows: 1, columns: model.dimensions };
    const parts: Float32Array[] = [];
    const chunks = source.open(database, model).chunks([filter]);
    for (const { rows, allowed } of checked(chunks, checkpoint)) {
      const scores = await algebra.gemm(query, rows);
      const mask = allowed?.[0];
      parts.push(mask ? scores.filter((_, row) => mask[row] !== 0) : scores);
    }
    return { ...countScores(parts, minimum, bins), exact: true };
  });
}

/** @param parts x.q of every image that takes part */
function countScores(parts: readonly Float32Array[], minimum: number, bins: number): Omit<Distribution, "exact"> {
  let [matching, passing, low, high] = [0, 0, Infinity, -Infinity];
  for (const scores of parts) {
    matching += scores.length;
    for (const score of scores) {
      if (score >= minimum) passing++;
      if (score < low) low = score;
      if (score > high) high = score;
    }
  }
  const counts = Array.from({ length: bins }, () => 0);
  if (matching === 0) return { matching, passing, histogram: { low: 0, high: 0, counts } };
  const scale = high > low ? bins / (high - low) : Infinity;
  for (const scores of parts) {
    for (const score of scores) {
      counts[score === high ? bins - 1 : Math.min(bins - 1, Math.floor((score - low) * scale))]++;
    }
  }
  return { matching, passing, histogram: { low, high, counts } };
}
