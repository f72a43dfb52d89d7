import { createRoute, z } from "@hono/zod-openapi";
import { isFieldPath, recordFields, scalarSchema } from "@lesion-atlas/core";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import type { SearchPorts } from "../ports.ts";
import { commonProblems } from "../problems/problem-responses.ts";
import { filterTextSchema } from "../schemas/filter-schema.ts";
import { isicQuerySchema } from "../schemas/search-request.ts";
import { askedFilter } from "./asked-filter.ts";
import { numberTextSchema } from "../schemas/query-text.ts";

const maximumFields = 20;

const facetSchema = z
  .object({
    field: z.string(),
    /** By count, then value. */
    values: z.array(z.object({ value: scalarSchema, count: z.int() })),
    /** Images without any value. */
    missing: z.int(),
    /** Distinct values beyond `limit`. */
    other_values: z.int(),
  })
  .openapi("Facet");

const fieldsSchema = z
  .string()
  .min(1)
  .max(2000)
  .transform((text) => [...new Set(text.split(",").map((name) => name.trim()))])
  .superRefine((fields, context) => {
    if (fields.length > maximumFields) context.addIssue({ code: "custom", message: `${maximumFields} fields at most` });
    for (const field of fields.filter((name) => !isFieldPath(name))) {
      const message = `unknown field ${JSON.stringify(field)}: use a record column, extra.COLUMN or fields.NAME`;
      context.addIssue({ code: "custom", message });
    }
  })
  .openapi({
    type: "string",
    pattern: fieldsPattern(),
    description: "record columns, extra.COLUMN or fields.NAME, with commas between",
    example: "sex,site,copyright_license",
  });

const facetsRoute = createRoute({
  operationId: "facets",
  method: "get",
  path: "/facets",
  tags: ["facets"],
  summary: "How many images have which value, under a filter",
  request: {
    query: z.strictObject({
      fields: fieldsSchema,
      filter: filterTextSchema.optional(),
      query: isicQuerySchema.optional(),
      limit: numberTextSchema({ minimum: 1, maximum: 1000, whole: true }).optional(),
    }),
  },
  responses: {
    200: {
      description: "one facet a field, in order",
      content: {
        "application/json": {
          schema: z.object({ searched: z.int(), exact: z.boolean(), facets: z.array(facetSchema) }).openapi("Facets"),
        },
      },
    },
    ...commonProblems,
  },
});

/** GET /facets. */
export function facetRoutes({ store }: SearchPorts) {
  return routeApp().openapi(facetsRoute, async (c) => {
    const { fields, limit = 50, ...among } = c.req.valid("query");
    const options = callOptions(c);
    const filter = await askedFilter(store, among, options);
    const [searched, ...facets] = await c.get("timings").measure("facets", () =>
      Promise.all([
        store.count(filter, options),
        ...fields.map(async (field) => {
          const { values, missing, otherValues } = await store.facet(field, filter, { ...options, limit });
          return { field, values, missing, other_values: otherValues };
        }),
      ]),
    );
    return c.json({ searched, exact: store.capabilities.exactFacets, facets }, 200);
  });
}

function fieldsPattern(): string {
  const field = `(${recordFields.join("|")}|(extra|fields)\\.[A-Za-z0-9_.-]+)`;
  return `^${field}(,${field})*$`;
}
