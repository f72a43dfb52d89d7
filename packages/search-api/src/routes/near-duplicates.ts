import { createRoute, z } from "@hono/zod-openapi";
import { type DuplicateQuery, nearDuplicates } from "@lesion-atlas/analysis";
import type { Filter } from "@lesion-atlas/core";
import type { Context } from "hono";
import type { AppEnv } from "../app/app-env.ts";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import type { SearchPorts } from "../ports.ts";
import { bodyProblems, commonProblems, conflictProblem, notFoundProblem } from "../problems/problem-responses.ts";
import { filterBodySchema, filterTextSchema } from "../schemas/filter-schema.ts";
import { type ApiAnswer, apiAnswerSchema, imageParamsSchema } from "../schemas/image-schemas.ts";
import { flagSchema, numberTextSchema } from "../schemas/query-text.ts";
import { isicQuerySchema } from "../schemas/search-request.ts";
import { fileSchema, jsonFieldSchema } from "../schemas/upload-schema.ts";
import { type UploadLimits, encodeUpload } from "../uploads/encode-upload.ts";
import { askedFilter } from "./asked-filter.ts";
import { shownAnswer } from "./links.ts";
import { storedVector } from "./stored-vector.ts";

const answer = {
  description: "each with its reasons, the bits in which the hashes differ and, of a stored image, the relation",
  content: { "application/json": { schema: apiAnswerSchema } },
};

const storedRoute = createRoute({
  operationId: "near_duplicates",
  method: "get",
  path: "/images/{id}/near-duplicates",
  tags: ["images"],
  summary: "Images that are nearly this one, by cosine or perceptual hash, and whether of the same lesion or patient",
  request: {
    params: imageParamsSchema,
    query: z.strictObject({
      filter: filterTextSchema.optional(),
      query: isicQuerySchema.optional(),
      /** Smallest cosine of a near-duplicate; 0.95 unless given. */
      min_score: numberTextSchema({ minimum: -1, maximum: 1 }).optional(),
      /** Most bits of 64 in which the perceptual hashes may differ; 8 unless given. */
      max_hash_bits: numberTextSchema({ minimum: 0, maximum: 64, whole: true }).optional(),
      limit: numberTextSchema({ minimum: 1, maximum: 1000, whole: true }).optional(),
      /** Only from its archive. */
      same_archive: flagSchema.optional(),
      /** None of the same patient, else of the same lesion. */
      exclude_group: flagSchema.optional(),
    }),
  },
  responses: { 200: answer, ...commonProblems, ...notFoundProblem, ...conflictProblem },
});

/** As the query of the stored image's route; an upload has no archive and no group. */
const limitsSchema = z
  .strictObject({
    filter: filterBodySchema.optional(),
    query: isicQuerySchema.optional(),
    min_score: z.number().min(-1).max(1).optional(),
    max_hash_bits: z.int().min(0).max(64).optional(),
    limit: z.int().min(1).max(1000).optional(),
  })
  .openapi("NearDuplicatesRequest");

const uploadRoute = createRoute({
  operationId: "near_duplicates_of_image",
  method: "post",
  path: "/near-duplicates/image",
  tags: ["images"],
  summary: "Stored images that are nearly an uploaded photograph, which is not kept",
  request: {
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: z.strictObject({
            image: fileSchema,
            search: jsonFieldSchema(limitsSchema, "a NearDuplicatesRequest as JSON").optional(),
          }),
        },
      },
    },
  },
  responses: { 200: answer, ...commonProblems, ...bodyProblems },
});

interface Limits {
  filter?: Filter;
  query?: string;
  min_score?: number;
  max_hash_bits?: number;
  limit?: number;
  same_archive?: boolean;
  exclude_group?: boolean;
}

/** GET /images/{id}/near-duplicates and POST /near-duplicates/image. */
export function nearDuplicateRoutes({ store, encoder }: SearchPorts, uploadLimits: UploadLimits) {
  const ports = { store, model: encoder.model };

  async function find(c: Context<AppEnv>, query: DuplicateQuery, limits: Limits): Promise<ApiAnswer> {
    const { min_score, max_hash_bits, limit = 20, same_archive, exclude_group, ...asked } = limits;
    const filter = await askedFilter(store, asked, callOptions(c));
    const bounds = { minScore: min_score, maxHashBits: max_hash_bits, limit };
    const among = { filter, sameArchive: same_archive, excludeGroup: exclude_group };
    return shownAnswer(c, await nearDuplicates(ports, query, { ...bounds, ...among }, callOptions(c)));
  }

  return routeApp()
    .openapi(storedRoute, async (c) => {
      const { record, vector } = await storedVector(ports, c.req.valid("param").id, callOptions(c));
      const query = { vector, record, perceptualHash: record.perceptual_hash };
      return c.json(await find(c, query, c.req.valid("query")), 200);
    })
    .openapi(uploadRoute, async (c) => {
      const { image, search = {} } = c.req.valid("form");
      const query = await c
        .get("timings")
        .measure("upload", () => encodeUpload(encoder, image, { ...callOptions(c), limits: uploadLimits }));
      return c.json(await find(c, query, search), 200);
    });
}
