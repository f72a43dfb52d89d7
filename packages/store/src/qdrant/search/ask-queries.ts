import type { CallOptions, Model } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import type { ServerFilter } from "../filter/conditions.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { vectorName } from "../layout/names.ts";
import { imageKeys } from "../layout/payload.ts";
import type { SearchSettings } from "../options.ts";
import { floatBelow } from "./next-float.ts";

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

/** Asks all queries in one request. @returns points by score descending, equal scores in any order */
export async function askQueries(
  images: ImagesCollection,
  model: Model,
  queries: readonly ServerQuery[],
  settings: SearchSettings,
  options?: CallOptions,
): Promise<Schemas["ScoredPoint"][][]> {
  const searches = queries.map(({ vector, filter, minimum, limit, exact, payload }) => ({
    query: Array.from(vector),
    using: vectorName(model),
    limit,
    params: paramsOf(settings, exact),
    with_payload: payload ? imageKeys : false,
    ...(filter ? { filter } : {}),
    ...(minimum === undefined ? {} : { score_threshold: floatBelow(minimum) }),
  }));
  const answers = await images.connection.read(
    (client) => client.queryBatch(images.alias, { searches, ...images.consistency }),
    options,
  );
  return answers.map(({ points }, query) => {
    const { minimum = -Infinity } = queries[query];
    // JSON has the shortest decimals that mean a float32, which are other numbers as float64.
    const scored = points.map((point) => ({ ...point, score: Math.fround(point.score) }));
    return scored.filter(({ score }) => score >= minimum);
  });
}

function paramsOf({ ef, rescore, oversampling }: SearchSettings, exact: boolean): Schemas["SearchParams"] {
  return exact ? { exact: true } : { hnsw_ef: ef, quantization: { rescore, oversampling } };
}
