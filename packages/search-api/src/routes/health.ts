import { createRoute, z } from "@hono/zod-openapi";
import { asAppError } from "@lesion-atlas/core";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import type { SearchPorts } from "../ports.ts";

const readySchema = z
  .object({
    ready: z.boolean(),
    parts: z.array(z.object({ name: z.string(), ready: z.boolean(), detail: z.string() })),
  })
  .openapi("Readiness");

const liveRoute = createRoute({
  operationId: "livez",
  method: "get",
  path: "/livez",
  tags: ["health"],
  summary: "The process answers",
  responses: {
    200: {
      description: "alive",
      content: { "application/json": { schema: z.object({ live: z.literal(true) }).openapi("Liveness") } },
    },
  },
});

const ready = { content: { "application/json": { schema: readySchema } } };
const readyRoute = createRoute({
  operationId: "readyz",
  method: "get",
  path: "/readyz",
  tags: ["health"],
  summary: "Each part of the service answers, or which one does not",
  responses: { 200: { description: "ready", ...ready }, 503: { description: "not ready", ...ready } },
});

/** GET /livez and GET /readyz. @param isClosing true from the moment the server shuts down */
export function healthRoutes({ store, catalog, encoder }: SearchPorts, isClosing: () => boolean) {
  const checks: Record<string, (options: { signal: AbortSignal }) => Promise<string>> = {
    async store(options) {
      const { status, detail } = await store.health(options);
      if (status === "red") throw new Error(detail);
      return status;
    },
    async vectors(options) {
      const count = await store.count(undefined, options);
      if (count === 0) throw new Error(`the store has no vector of the model ${encoder.model.id}`);
      return `${count} images`;
    },
    async catalog(options) {
      await catalog.kinds(options);
      return "answers";
    },
    async model() {
      return encoder.model.id;
    },
  };
  return routeApp()
    .openapi(liveRoute, (c) => c.json({ live: true as const }, 200))
    .openapi(readyRoute, async (c) => {
      const options = callOptions(c);
      const parts = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => {
          try {
            return { name, ready: true, detail: await check(options) };
          } catch (error) {
            return { name, ready: false, detail: asAppError(error).message };
          }
        }),
      );
      if (isClosing()) parts.push({ name: "server", ready: false, detail: "it is shutting down" });
      const all = parts.every((part) => part.ready);
      return all ? c.json({ ready: all, parts }, 200) : c.json({ ready: all, parts }, 503, { "Retry-After": "5" });
    });
}
