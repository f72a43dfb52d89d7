import type { Distribution, SearchQuery } from "@lesion-atlas/core";
import { reading } from "../database/transaction.ts";
import { requireModel } from "../models/find-model.ts";
import { checkQueryVector } from "../../rules/check-query.ts";
import { checkBins, countScores } from "../../rules/histogram.ts";
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
  checkBins(bins);
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
