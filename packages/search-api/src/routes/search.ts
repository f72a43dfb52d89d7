import { createRoute, z } from "@hono/zod-openapi";
import { createRankings } from "@lesion-atlas/analysis";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import type { SearchPorts } from "../ports.ts";
import { bodyProblems, commonProblems, conflictProblem, notFoundProblem } from "../problems/problem-responses.ts";
import { apiAnswerSchema } from "../schemas/image-schemas.ts";
import { searchRequestSchema } from "../schemas/search-request.ts";
import { fileSchema, jsonFieldSchema } from "../schemas/upload-schema.ts";
import { type UploadLimits, encodeUpload } from "../uploads/encode-upload.ts";
import { shownAnswer } from "./links.ts";
import { runSearch } from "./run-search.ts";

const answer = { description: "hits, best first", content: { "application/json": { schema: apiAnswerSchema } } };

const searchRoute = createRoute({
  operationId: "search",
  method: "post",
  path: "/search",
  tags: ["search"],
  summary: "Find images by text, by concepts, by a stored image or by a vector",
  request: { body: { required: true, content: { "application/json": { schema: searchRequestSchema } } } },
  responses: { 200: answer, ...commonProblems, ...bodyProblems, ...notFoundProblem, ...conflictProblem },
});

const imageSearchRoute = createRoute({
  operationId: "search_by_image",
  method: "post",
  path: "/search/image",
  tags: ["search"],
  summary: "Find images like an uploaded photograph, which is not kept",
  request: {
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: z.strictObject({
            image: fileSchema,
            search: jsonFieldSchema(searchRequestSchema, "a SearchRequest as JSON, mixed with the image").optional(),
          }),
        },
      },
    },
  },
  responses: { 200: answer, ...commonProblems, ...bodyProblems, ...notFoundProblem, ...conflictProblem },
});

/** POST /search and POST /search/image. */
export function searchRoutes(searchPorts: SearchPorts, uploadLimits: UploadLimits) {
  const ports = { ...searchPorts, rankings: createRankings() };
  return routeApp()
    .openapi(searchRoute, async (c) => {
      const found = await runSearch(ports, c.req.valid("json"), callOptions(c));
      return c.json(shownAnswer(c, found), 200);
    })
    .openapi(imageSearchRoute, async (c) => {
      const { image, search = { limit: 20 } } = c.req.valid("form");
      const { vector: uploaded } = await c
        .get("timings")
        .measure("upload", () => encodeUpload(ports.encoder, image, { ...callOptions(c), limits: uploadLimits }));
      const found = await runSearch(ports, search, { ...callOptions(c), uploaded });
      return c.json(shownAnswer(c, found), 200);
    });
}
