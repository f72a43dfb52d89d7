import type { CallOptions, Model } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import type { ServerFilter } from "../filter/conditions.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { vectorName } from "../layout/names.ts";
import { imageKeys } from "../layout/payload.ts";
import type { SearchSettings } from "../options.ts";
import { floatBelow } from "./next-float.ts";
import { queryScale } from "./query-scale.ts";
import { searchParams } from "./search-params.ts";

/** A query as it is sent. */
export interface ServerQuery {
  vector: Float32Array;
  filter: ServerFilter | undefined;
  /** Smallest x.q, inclusive. */
  minimum: number | undefined;
  limit: number;
  exact: boolean;
  /** Bring record and fields. */
  payload: boolean;
}

/**
 * Asks all queries in one request, each scaled by `queryScale`; scores are scaled back.
 *
 * @returns points with x.q as score, descending, equal scores in any order
 */
export async function askQueries(
  images: ImagesCollection,
  model: Model,
  queries: readonly ServerQuery[],
  settings: SearchSettings,
  options?: CallOptions,
): Promise<Schemas["ScoredPoint"][][]> {
  const scales = queries.map(({ vector }) => queryScale(vector));
  const searches = queries.map(({ vector, filter, minimum, limit, exact, payload }, n) => ({
    query: Array.from(vector, (component) => component * scales[n]),
    using: vectorName(model),
    limit,
    params: searchParams(settings, exact),
    with_payload: payload ? imageKeys : false,
    ...(filter ? { filter } : {}),
    ...(minimum === undefined ? {} : { score_threshold: floatBelow(minimum * scales[n]) }),
  }));
  const answers = await images.connection.read((client) => client.queryBatch(images.alias, { searches }), options);
  return answers.map(({ points }, query) => {
    const { minimum = -Infinity } = queries[query];
    // JSON has the shortest decimals that mean a float32, which are other numbers as float64.
    const scaled = points.map((point) => ({ ...point, score: Math.fround(point.score) / scales[query] }));
    return scaled.filter(({ score }) => score >= minimum);
  });
}
