import type { CallOptions, Distribution, Model, SearchHit, SearchQuery } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { checkLimit, checkQueryVector } from "../../rules/check-query.ts";
import { checkBins, countScores, histogramBins } from "../../rules/histogram.ts";
import { lengthOf } from "../../rules/vector-length.ts";
import { floatBelow } from "../search/next-float.ts";
import type { AttachedStoreOptions } from "./options.ts";
import type { AttachedHandle } from "./open-attached.ts";
import { countAttached, imageOfPoint, scopeOf } from "./read-attached.ts";

/** A filter that lets through fewer points than this is searched exactly. */
const exactBelowDefault = 20_000;

/**
 * Qdrant normalises the query of a cosine collection, so its scores are x.q / |q|: the minimum is divided by |q|, the
 * scores are multiplied by it. Of hits that tie at the limit it may give any.
 */
export async function searchAttached(
  handle: AttachedHandle,
  model: Model,
  queries: readonly SearchQuery[],
  settings: NonNullable<AttachedStoreOptions["search"]>,
  options: CallOptions = {},
): Promise<SearchHit[][]> {
  for (const { vector, limit } of queries) {
    checkQueryVector(vector, model);
    checkLimit(limit);
  }
  if (queries.length === 0) return [];
  const lists = await ask(handle, queries, settings, true, options);
  return lists.map((points, n) => {
    const { vector, minimum = -Infinity } = queries[n];
    const length = lengthOf(vector);
    return points
      .map((point) => {
        const { id, record, fields } = imageOfPoint(handle, point, true);
        const dot = point.score * scaleOf(handle, length);
        return { id, dot, score: dot / length, record, fields };
      })
      .filter(({ dot }) => dot >= minimum)
      .sort((a, b) => b.dot - a.dot || (a.id < b.id ? -1 : 1));
  });
}

/** Exact, of every point that passes. */
export async function distributionAttached(
  handle: AttachedHandle,
  model: Model,
  { vector, filter, minimum = -Infinity }: Omit<SearchQuery, "limit">,
  { bins = histogramBins, signal }: CallOptions & { bins?: number },
): Promise<Distribution> {
  checkBins(bins);
  checkQueryVector(vector, model);
  const limit = await countAttached(handle, scopeOf(handle, filter, false), { signal });
  if (limit === 0) return { ...countScores([], minimum, bins), exact: true };
  const [points] = await ask(handle, [{ vector, filter, limit }], { exact: true }, false, { signal });
  const scale = scaleOf(handle, lengthOf(vector));
  return { ...countScores([Float32Array.from(points, ({ score }) => score * scale)], minimum, bins), exact: true };
}

async function ask(
  handle: AttachedHandle,
  queries: readonly SearchQuery[],
  { exact = false, ef = 128, exactBelow = exactBelowDefault }: NonNullable<AttachedStoreOptions["search"]>,
  with_payload: boolean,
  options: CallOptions,
): Promise<Schemas["ScoredPoint"][][]> {
  const { connection, collection, vector: using } = handle;
  const searches = await Promise.all(
    queries.map(async ({ vector, filter, minimum, limit }) => {
      const wanted = filter && scopeOf(handle, filter, false);
      const isFew = async () => {
        const request = { filter: wanted!, exact: false };
        return (await connection.read((client) => client.count(collection, request), options)).count < exactBelow;
      };
      const threshold = minimum === undefined ? undefined : minimum / scaleOf(handle, lengthOf(vector));
      return {
        query: Array.from(vector),
        ...(using === "" ? {} : { using }),
        limit,
        params:
          exact || (wanted && (await isFew())) ? { exact: true } : { hnsw_ef: ef, quantization: { rescore: true } },
        with_payload,
        ...(wanted ? { filter: wanted } : {}),
        ...(threshold === undefined ? {} : { score_threshold: floatBelow(threshold) }),
      };
    }),
  );
  const answers = await connection.read((client) => client.queryBatch(collection, { searches }), options);
  return answers.map(({ points }) => points);
}

function scaleOf({ distance }: AttachedHandle, queryLength: number): number {
  return distance === "Cosine" ? queryLength : 1;
}
