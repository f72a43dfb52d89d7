import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { AppEnv } from "../app/app-env.ts";
import type { ServiceMetrics } from "./create-metrics.ts";

/** Counts requests by the route they met, never by their path: ids would make a series each. */
export function observeRequests(metrics: ServiceMetrics): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const began = performance.now();
    await next();
    const route =
      matchedRoutes(c).findLast(({ path, method }) => method !== "ALL" && !path.endsWith("*"))?.path ?? "none";
    metrics.request({ method: c.req.method, route, status: c.res.status, durationMs: performance.now() - began });
  };
}
