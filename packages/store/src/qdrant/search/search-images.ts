import type { CallOptions, Model, SearchHit, SearchQuery } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { checkQueries } from "../../rules/check-query.ts";
import { lengthOf } from "../../rules/vector-length.ts";
import type { ServerFilter } from "../filter/conditions.ts";
import { readFilters } from "../filter/read-filter.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { imageOfPayload } from "../layout/payload.ts";
import type { SearchSettings } from "../options.ts";
import { type ServerQuery, askQueries } from "./ask-queries.ts";

/** Most points that are asked for to find every image that ties with the last hit of a list. */
const mostTied = 20_000;

/**
 * The hits of each query, all asked in one request.
 *
 * @throws AppError `invalid_input` for a query that cannot be answered
 */
export async function searchImages(
  images: ImagesCollection,
  model: Model,
  queries: readonly SearchQuery[],
  settings: SearchSettings,
  options: CallOptions = {},
): Promise<SearchHit[][]> {
  checkQueries(queries, model);
  if (queries.length === 0) return [];
  if (!(await images.hasVector(model, options))) return queries.map(() => []);
  const translated = await readFilters(
    images,
    queries.map(({ filter }) => filter),
    options,
  );
  const decisions = new Map<string, Promise<boolean>>();
  const exact = await Promise.all(
    translated.map((filter) => {
      const key = JSON.stringify(filter ?? null);
      const decision = decisions.get(key) ?? isExact(images, filter, settings, options);
      decisions.set(key, decision);
      return decision;
    }),
  );
  const asked = queries.map(({ vector, minimum, limit }, n): ServerQuery => ({
    vector,
    filter: translated[n],
    minimum,
    limit: limit + 1,
    exact: exact[n],
    payload: true,
  }));
  const answers = await askQueries(images, model, asked, settings, options);
  return Promise.all(
    answers.map(async (points, n) => {
      const { limit, vector } = queries[n];
      const whole = await withTies(points, limit, (query) =>
        askQueries(images, model, [{ ...asked[n], ...query }], settings, options).then(([list]) => list),
      );
      return hitsOf(whole, limit, lengthOf(vector));
    }),
  );
}

/** A graph loses its links under a filter that lets few images through: those are compared one by one. */
async function isExact(
  images: ImagesCollection,
  filter: ServerFilter | undefined,
  { exact, exactBelow }: SearchSettings,
  options: CallOptions,
): Promise<boolean> {
  if (exact || !filter) return exact;
  const { count } = await images.connection.read(
    (client) => client.count(images.alias, { filter, exact: false }),
    options,
  );
  return count < exactBelow;
}

/**
 * Qdrant orders equal scores in no order that means anything. Where the last hit of a list has the score of the first one
 * that is left out, more are asked for, until all that tie are there (or 20,000).
 */
async function withTies(
  points: readonly Schemas["ScoredPoint"][],
  limit: number,
  ask: (query: { limit: number; minimum: number }) => Promise<Schemas["ScoredPoint"][]>,
): Promise<readonly Schemas["ScoredPoint"][]> {
  let found = points;
  const edge = points[limit - 1]?.score;
  for (let most = limit * 4; found.length > limit && found.at(-1)!.score === edge; most *= 4) {
    const asked = Math.min(most, Math.max(mostTied, limit + 1));
    if (found.length >= asked) break;
    const more = await ask({ limit: asked, minimum: edge });
    if (more.length <= found.length) break;
    found = more;
    if (more.length < asked) break;
  }
  return found;
}

function hitsOf(points: readonly Schemas["ScoredPoint"][], limit: number, queryLength: number): SearchHit[] {
  return points
    .map(({ id, score, payload }) => ({ id: String(id), score, payload }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit)
    .map(({ id, score, payload }) => ({ id, dot: score, score: score / queryLength, ...imageOfPayload(payload) }));
}
