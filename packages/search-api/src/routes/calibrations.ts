import { createRoute, z } from "@hono/zod-openapi";
import { calibrationDocumentSchema, fieldPath, fitConcept, knownOrText } from "@lesion-atlas/analysis";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import type { SearchPorts } from "../ports.ts";
import { bodyProblems, commonProblems } from "../problems/problem-responses.ts";
import { conceptParamsSchema } from "../schemas/concept-params.ts";
import { filterBodySchema } from "../schemas/filter-schema.ts";
import { isicQuerySchema } from "../schemas/search-request.ts";
import { appendAudit } from "../security/audit.ts";
import { requireScope } from "../security/require-scope.ts";
import { askedFilter } from "./asked-filter.ts";
import { knownConcepts } from "./asked-words.ts";

const requestSchema = z
  .strictObject({
    /** A record column, a column of an archive's own, or fields.NAME for what people wrote. */
    label: z.string().min(1).max(200).openapi({ example: "fields.streaks" }),
    /** The value that means present, or a bound such as `>=0.5`; needless for columns that say yes or no. */
    positive: z.string().min(1).max(200).optional(),
    filter: filterBodySchema.optional(),
    query: isicQuerySchema.optional(),
  })
  .openapi("CalibrationRequest");

const calibrationRoute = createRoute({
  operationId: "fit_concept",
  method: "post",
  path: "/concepts/{name}/calibration",
  tags: ["concepts"],
  summary: "Calibrate a concept on a labelled column or tag, for every later search; scope `curate`",
  request: {
    params: conceptParamsSchema,
    body: { required: true, content: { "application/json": { schema: requestSchema } } },
  },
  responses: {
    200: {
      description: "what was fitted, and on how many images",
      content: {
        "application/json": {
          schema: z.object(calibrationDocumentSchema.omit({ filter: true }).shape).openapi("Calibration"),
        },
      },
    },
    ...commonProblems,
    ...bodyProblems,
  },
});

/** POST /concepts/{name}/calibration. */
export function calibrationRoutes(ports: SearchPorts) {
  return routeApp().openapi(calibrationRoute, async (c) => {
    requireScope(c, "curate");
    const { label, positive, ...asked } = c.req.valid("json");
    const options = callOptions(c);
    const { concept } = knownOrText(knownConcepts(ports), c.req.valid("param").name);
    const filter = await askedFilter(ports.store, asked, options);
    const { filter: _filter, ...fitted } = await fitConcept(
      ports,
      { concept, label: { field: fieldPath(label), positive }, filter },
      options,
    );
    const entry = { who: c.get("caller").name, what: "concept calibrated", of: concept.name, name: fitted.label };
    await appendAudit(ports.catalog, entry, options);
    return c.json(fitted, 200);
  });
}
