import { createRoute, z } from "@hono/zod-openapi";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import type { SearchPorts } from "../ports.ts";
import { commonProblems } from "../problems/problem-responses.ts";

const archivesRoute = createRoute({
  operationId: "list_archives",
  method: "get",
  path: "/archives",
  tags: ["inventory"],
  summary: "Every archive with its number of images",
  responses: {
    200: {
      description: "by name",
      content: {
        "application/json": {
          schema: z
            .object({
              archives: z.array(
                z.object({
                  name: z.string(),
                  images: z.int(),
                  format: z.string().optional(),
                  indexed_at: z.string().optional(),
                }),
              ),
            })
            .openapi("Archives"),
        },
      },
    },
    ...commonProblems,
  },
});

const modelsRoute = createRoute({
  operationId: "list_models",
  method: "get",
  path: "/models",
  tags: ["inventory"],
  summary: "Every model that has vectors here, and which one answers",
  responses: {
    200: {
      description: "by id",
      content: {
        "application/json": {
          schema: z
            .object({
              models: z.array(
                z.object({
                  id: z.string(),
                  fingerprint: z.string(),
                  dimensions: z.int(),
                  logit_scale: z.number(),
                  has_text: z.boolean(),
                  license: z.string().optional(),
                  remark: z.string().optional(),
                  vectors: z.int(),
                  in_use: z.boolean(),
                }),
              ),
            })
            .openapi("Models"),
        },
      },
    },
    ...commonProblems,
  },
});

/** What is remembered of an archive; where it lies on this machine is nobody's business. */
const archiveDocumentSchema = z.object({ format: z.string().optional(), indexed_at: z.string().optional() });

/** GET /archives and GET /models. */
export function inventoryRoutes({ store, catalog, encoder }: SearchPorts) {
  return routeApp()
    .openapi(archivesRoute, async (c) => {
      const options = callOptions(c);
      const { values } = await store.facet("archive", undefined, { ...options, everyImage: true, limit: 10_000 });
      const counts = new Map(values.map(({ value, count }) => [String(value), count]));
      const documents = new Map<string, z.infer<typeof archiveDocumentSchema>>();
      for await (const { id, document } of catalog.list("archive", options)) {
        documents.set(id, archiveDocumentSchema.catch({}).parse(document));
      }
      const names = [...new Set([...counts.keys(), ...documents.keys()])].sort();
      const archives = names.map((name) => ({ name, images: counts.get(name) ?? 0, ...documents.get(name) }));
      return c.json({ archives }, 200);
    })
    .openapi(modelsRoute, async (c) => {
      const stored = await store.models(callOptions(c));
      const models = stored
        .map(({ model, vectors }) => ({
          id: model.id,
          fingerprint: model.fingerprint,
          dimensions: model.dimensions,
          logit_scale: model.logitScale,
          has_text: model.hasText,
          license: model.license,
          remark: model.remark,
          vectors,
          in_use: model.fingerprint === encoder.model.fingerprint,
        }))
        .sort((left, right) => (left.id < right.id ? -1 : 1));
      return c.json({ models }, 200);
    });
}
