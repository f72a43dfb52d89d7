import { createRoute, z } from "@hono/zod-openapi";
import { commonProblems, bodyProblems, conflictProblem, notFoundProblem } from "../../problems/problem-responses.ts";
import { numberTextSchema } from "../../schemas/query-text.ts";
import { runRequestSchema, runSchema } from "./run-schemas.ts";

const tags = ["runs"];
const id = z.object({ id: z.string().min(1).max(64) });
const runAnswer = { content: { "application/json": { schema: runSchema } } };
const problems = { ...commonProblems, ...notFoundProblem };

/** POST /runs. */
export const startRoute = createRoute({
  operationId: "start_run",
  method: "post",
  path: "/runs",
  tags,
  summary: "Index an archive",
  request: { body: { required: true, content: { "application/json": { schema: runRequestSchema } } } },
  responses: { 202: { description: "it waits for a planner", ...runAnswer }, ...commonProblems, ...bodyProblems },
});

/** GET /runs. */
export const listRoute = createRoute({
  operationId: "list_runs",
  method: "get",
  path: "/runs",
  tags,
  summary: "Runs, newest first",
  request: { query: z.object({ limit: numberTextSchema({ minimum: 1, maximum: 1000, whole: true }).optional() }) },
  responses: {
    200: {
      description: "newest first",
      content: { "application/json": { schema: z.object({ runs: z.array(runSchema) }).openapi("Runs") } },
    },
    ...commonProblems,
  },
});

/** GET /runs/{id}. */
export const getRoute = createRoute({
  operationId: "get_run",
  method: "get",
  path: "/runs/{id}",
  tags,
  summary: "A run as it stands",
  request: { params: id },
  responses: { 200: { description: "the run", ...runAnswer }, ...problems },
});

/** GET /runs/{id}/events. */
export const eventsRoute = createRoute({
  operationId: "follow_run",
  method: "get",
  path: "/runs/{id}/events",
  tags,
  summary: "What happens to a run, as Server-Sent Events; ends with the run",
  request: {
    params: id,
    headers: z.object({
      "last-event-id": z.string().max(40).optional().openapi({ description: "resume behind this event" }),
    }),
  },
  responses: {
    200: {
      description: "events",
      // Of one event: this is how OpenAPI's tools read a stream's schema.
      content: { "text/event-stream": { schema: z.object({ id: z.string(), event: z.string(), data: z.string() }) } },
    },
    ...problems,
  },
});

/** GET /runs/{id}/rejects. */
export const rejectsRoute = createRoute({
  operationId: "list_rejects",
  method: "get",
  path: "/runs/{id}/rejects",
  tags,
  summary: "Images that could not be indexed, with the reason, as CSV",
  request: { params: id },
  responses: {
    200: { description: "key, file, reason", content: { "text/csv": { schema: z.string() } } },
    ...problems,
  },
});

/** POST /runs/{id}/retry. */
export const retryRoute = createRoute({
  operationId: "retry_run",
  method: "post",
  path: "/runs/{id}/retry",
  tags,
  summary: "Do again what failed, was cancelled or was rejected",
  request: { params: id },
  responses: { 202: { description: "it waits for a planner", ...runAnswer }, ...problems, ...conflictProblem },
});

/** DELETE /runs/{id}. */
export const cancelRoute = createRoute({
  operationId: "cancel_run",
  method: "delete",
  path: "/runs/{id}",
  tags,
  summary: "Cancel a run; what is stored stays",
  request: { params: id },
  responses: { 200: { description: "the run", ...runAnswer }, ...problems },
});
