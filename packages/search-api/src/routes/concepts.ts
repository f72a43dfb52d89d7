import { createRoute, z } from "@hono/zod-openapi";
import {
  type DistributionAnswer,
  distributionAnswerSchema,
  findCalibration,
  presenceDistribution,
} from "@lesion-atlas/analysis";
import type { CallOptions } from "@lesion-atlas/core";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import type { SearchPorts } from "../ports.ts";
import { bodyProblems, commonProblems } from "../problems/problem-responses.ts";
import { conceptParamsSchema } from "../schemas/concept-params.ts";
import { filterTextSchema } from "../schemas/filter-schema.ts";
import { numberTextSchema } from "../schemas/query-text.ts";
import { type DistributionRequest, distributionRequestSchema, isicQuerySchema } from "../schemas/search-request.ts";
import { askedFilter } from "./asked-filter.ts";
import { askedWords, knownConcepts } from "./asked-words.ts";

const conceptsSchema = z
  .object({
    concepts: z.array(
      z.object({
        name: z.string(),
        group: z.string(),
        terms: z.array(z.string()),
        /** Literature that the terms come from. */
        sources: z.array(z.string()),
        /** Whether the user's own file made or changed it. */
        own: z.boolean(),
        /** Where its presence was calibrated under the model in use; absent for "not calibrated". */
        calibration: z.object({ label: z.string(), n: z.int(), prevalence: z.number() }).optional(),
      }),
    ),
  })
  .openapi("Concepts");

const conceptsRoute = createRoute({
  operationId: "list_concepts",
  method: "get",
  path: "/concepts",
  tags: ["concepts"],
  summary: "Known concepts with their synonyms and where their presence was calibrated",
  responses: {
    200: { description: "in the order of the file", content: { "application/json": { schema: conceptsSchema } } },
    ...commonProblems,
  },
});

const distribution = {
  description: "how many images have which presence, and where to cut",
  content: { "application/json": { schema: z.object(distributionAnswerSchema.shape).openapi("Distribution") } },
};

const namedRoute = createRoute({
  operationId: "concept_distribution",
  method: "get",
  path: "/concepts/{name}/distribution",
  tags: ["concepts"],
  summary: "The presence of one concept over a filter, with a suggested cut-off",
  request: {
    params: conceptParamsSchema,
    query: z.strictObject({
      filter: filterTextSchema.optional(),
      query: isicQuerySchema.optional(),
      bins: numberTextSchema({ minimum: 1, maximum: 200, whole: true }).optional(),
      min_presence: numberTextSchema({ minimum: 0, maximum: 0.9999 }).optional(),
    }),
  },
  responses: { 200: distribution, ...commonProblems },
});

const askedRoute = createRoute({
  operationId: "distribution",
  method: "post",
  path: "/distribution",
  tags: ["concepts"],
  summary: "The presence of several weighted concepts over a filter, with a suggested cut-off",
  request: { body: { required: true, content: { "application/json": { schema: distributionRequestSchema } } } },
  responses: { 200: distribution, ...commonProblems, ...bodyProblems },
});

/** GET /concepts, GET /concepts/{name}/distribution and POST /distribution. */
export function conceptRoutes(ports: SearchPorts) {
  const { catalog, encoder } = ports;
  return routeApp()
    .openapi(conceptsRoute, async (c) => {
      const concepts = await Promise.all(
        [...knownConcepts(ports).values()].map(async (concept) => {
          const { name, group, terms, sources, own } = concept;
          const fitted = await findCalibration(catalog, concept, encoder.model, callOptions(c));
          const calibration = fitted && { label: fitted.label, n: fitted.n, prevalence: fitted.prevalence };
          return { name, group, terms, sources: [...sources], own, calibration };
        }),
      );
      return c.json({ concepts }, 200);
    })
    .openapi(namedRoute, async (c) => {
      const asked = { text: c.req.valid("param").name, ...c.req.valid("query") };
      return c.json(await distributionOf(ports, asked, callOptions(c)), 200);
    })
    .openapi(askedRoute, async (c) => c.json(await distributionOf(ports, c.req.valid("json"), callOptions(c)), 200));
}

async function distributionOf(
  ports: SearchPorts,
  { text, concepts: named, bins, min_presence, ...among }: Partial<DistributionRequest>,
  options: CallOptions,
): Promise<DistributionAnswer> {
  const concepts = await askedWords(ports, { text, concepts: named }, options);
  const filter = await askedFilter(ports.store, among, options);
  return presenceDistribution(ports, { concepts, filter, bins, minPresence: min_presence }, options);
}
