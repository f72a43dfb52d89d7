import type { CallOptions, Distribution, Model, SearchHit, SearchQuery } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { checkQueries, checkQueryVector } from "../../rules/check-query.ts";
import { checkBins, countScores, histogramBins } from "../../rules/histogram.ts";
import { lengthOf } from "../../rules/vector-length.ts";
import type { SearchSettings } from "../options.ts";
import { floatBelow } from "../search/next-float.ts";
import { queryScale } from "../search/query-scale.ts";
import { searchParams } from "../search/search-params.ts";
import type { AttachedHandle } from "./open-attached.ts";
import { countAttached, imageOfPoint, scopeOf } from "./read-attached.ts";

/**
 * Qdrant normalises the query of a cosine collection, so its scores are x.q / |q|: the minimum is divided by |q|, the
 * scores are multiplied by it. Of hits that tie at the limit it may give any.
 */
export async function searchAttached(
  handle: AttachedHandle,
  model: Model,
  queries: readonly SearchQuery[],
  settings: SearchSettings,
  options: CallOptions = {},
): Promise<SearchHit[][]> {
  checkQueries(queries, model);
  if (queries.length === 0) return [];
  const lists = await ask(handle, queries, settings, true, options);
  return lists.map((points, n) => {
    const { vector, minimum = -Infinity } = queries[n];
    const length = lengthOf(vector);
    const scale = scaleOf(handle, vector);
    return points
      .map((point) => {
        const { id, record, fields } = imageOfPoint(handle, point, true);
        const dot = point.score * scale;
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
  settings: SearchSettings,
  { bins = histogramBins, signal }: CallOptions & { bins?: number },
): Promise<Distribution> {
  checkBins(bins);
  checkQueryVector(vector, model);
  const limit = await countAttached(handle, scopeOf(handle, filter, false), { signal });
  if (limit === 0) return { ...countScores([], minimum, bins), exact: true };
  const [points] = await ask(handle, [{ vector, filter, limit }], { ...settings, exact: true }, false, { signal });
  const scale = scaleOf(handle, vector);
  return { ...countScores([Float32Array.from(points, ({ score }) => score * scale)], minimum, bins), exact: true };
}

async function ask(
  handle: AttachedHandle,
  queries: readonly SearchQuery[],
  settings: SearchSettings,
  with_payload: boolean,
  options: CallOptions,
): Promise<Schemas["ScoredPoint"][][]> {
  const { connection, collection, vector: using } = handle;
  const searches = await Promise.all(
    queries.map(async ({ vector, filter, minimum, limit }) => {
      const wanted = filter && scopeOf(handle, filter, false);
      const isFew = async () => {
        const request = { filter: wanted!, exact: false };
        return (
          (await connection.read((client) => client.count(collection, request), options)).count < settings.exactBelow
        );
      };
      const threshold = minimum === undefined ? undefined : minimum / scaleOf(handle, vector);
      return {
        query: Array.from(vector, (component) => component * queryScale(vector)),
        ...(using === "" ? {} : { using }),
        limit,
        params: searchParams(settings, settings.exact || (wanted !== undefined && (await isFew()))),
        with_payload,
        ...(wanted ? { filter: wanted } : {}),
        ...(threshold === undefined ? {} : { score_threshold: floatBelow(threshold) }),
      };
    }),
  );
  const answers = await connection.read((client) => client.queryBatch(collection, { searches }), options);
  return answers.map(({ points }) => points);
}

/** What a score of the server is multiplied by to be x.q. */
function scaleOf({ distance }: AttachedHandle, vector: Float32Array): number {
  return distance === "Cosine" ? lengthOf(vector) : 1 / queryScale(vector);
}
