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
    const timeLimit = AbortSignal.timeout(timeLimitMs);
    c.set("timings", timings);
    c.set("timeLimit", timeLimit);
    c.set("signal", AbortSignal.any([c.req.raw.signal, timeLimit]));
    await next();
    timings.add("total", performance.now() - began);
    c.header("server-timing", timings.header());
  };
}
