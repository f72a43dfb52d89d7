import type { MiddlewareHandler } from "hono";
import { createTimings } from "./timings.ts";
import type { AppEnv } from "./app-env.ts";

/** The time limit, the steps of `Server-Timing` and what no answer goes without. */
export function requestFrame(
  timeLimitMs: number,
  onStep?: (step: string, durationMs: number) => void,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const began = performance.now();
    const timings = createTimings(onStep);
    const timeLimit = new AbortController();
    // AbortSignal.timeout would stay in memory for the whole limit, also of a request that was answered at once.
    const timer = setTimeout(() => timeLimit.abort(), timeLimitMs).unref();
    c.set("timings", timings);
    c.set("timeLimit", timeLimit.signal);
    c.set("signal", AbortSignal.any([c.req.raw.signal, timeLimit.signal]));
    await next();
    clearTimeout(timer);
    timings.add("total", performance.now() - began);
    c.header("server-timing", timings.header());
  };
}
