import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { AppEnv } from "../app/app-env.ts";
import type { ServiceMetrics } from "./create-metrics.ts";

/** Counts requests by the route they met, never by their path: ids would make a series each. */
export function observeRequests(metrics: ServiceMetrics): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const began = performance.now();
    await next();
    const route = routeOf(c) ?? "none";
    metrics.request({ method: c.req.method, route, status: c.res.status, durationMs: performance.now() - began });
  };
}

/** The route that a request met, such as `/v1/images/:id`; undefined where it met none. */
export function routeOf(c: Context<AppEnv>): string | undefined {
  return matchedRoutes(c).findLast(({ path, method }) => method !== "ALL" && !path.endsWith("*"))?.path;
}
