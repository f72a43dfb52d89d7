import type { CallOptions } from "@lesion-atlas/core";
import type { Context } from "hono";
import type { AppEnv } from "./app-env.ts";

/** The options of every port's call made for this request. */
export function callOptions(c: Context<AppEnv>): CallOptions & { signal: AbortSignal } {
  return { signal: c.get("signal") };
}
