import { createRoute, z } from "@hono/zod-openapi";
import { noticeOf, searchByVector, shownImage, similarFilter } from "@lesion-atlas/analysis";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import type { SearchPorts } from "../ports.ts";
import { commonProblems, conflictProblem, notFoundProblem } from "../problems/problem-responses.ts";
import { filterTextSchema } from "../schemas/filter-schema.ts";
import { apiAnswerSchema, imageAnswerSchema, imageParamsSchema } from "../schemas/image-schemas.ts";
import { flagSchema, numberTextSchema } from "../schemas/query-text.ts";
import { isicQuerySchema } from "../schemas/search-request.ts";
import { askedFilter } from "./asked-filter.ts";
import { imageLinks, shownAnswer } from "./links.ts";
import { storedImage, storedVector } from "./stored-vector.ts";

const imageRoute = createRoute({
  operationId: "get_image",
  method: "get",
  path: "/images/{id}",
  tags: ["images"],
  summary: "Everything stored about one image",
  request: { params: imageParamsSchema },
  responses: {
    200: { description: "the image", content: { "application/json": { schema: imageAnswerSchema } } },
    ...commonProblems,
    ...notFoundProblem,
  },
});

const similarRoute = createRoute({
  operationId: "similar_images",
  method: "get",
  path: "/images/{id}/similar",
  tags: ["images"],
  summary: "Images like a stored one, by the cosine of their vectors",
  request: {
    params: imageParamsSchema,
    query: z.strictObject({
      filter: filterTextSchema.optional(),
      query: isicQuerySchema.optional(),
      min_score: numberTextSchema({ minimum: -1, maximum: 1 }).optional(),
      limit: numberTextSchema({ minimum: 1, maximum: 1000, whole: true }).optional(),
      /** Only from its archive. */
      same_archive: flagSchema.optional(),
      /** None of the same patient, else of the same lesion. */
      exclude_group: flagSchema.optional(),
    }),
  },
  responses: {
    200: { description: "hits, best first", content: { "application/json": { schema: apiAnswerSchema } } },
    ...commonProblems,
    ...notFoundProblem,
    ...conflictProblem,
  },
});

/** GET /images/{id} and what is like it. */
export function imageRoutes({ store, encoder }: SearchPorts) {
  return routeApp()
    .openapi(imageRoute, async (c) => {
      const image = await storedImage(store, c.req.valid("param").id, callOptions(c));
      const answer = {
        ...shownImage(image),
        has_vector: image.hasVector,
        ...imageLinks(c, image.record),
        notice: noticeOf(encoder.model),
      };
      return c.json(answer, 200);
    })
    .openapi(similarRoute, async (c) => {
      const { min_score, limit = 20, same_archive, exclude_group, ...asked } = c.req.valid("query");
      const ports = { store, model: encoder.model };
      const { record, vector } = await storedVector(ports, c.req.valid("param").id, callOptions(c));
      const filter = await askedFilter(store, asked, callOptions(c));
      const among = similarFilter(record, { filter, sameArchive: same_archive, excludeGroup: exclude_group });
      const search = { vector, filter: among, minScore: min_score, limit, record };
      const found = await searchByVector(ports, search, callOptions(c));
      return c.json(shownAnswer(c, found), 200);
    });
}
