import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "../app/app-env.ts";
import { problemResponse } from "../problems/problem-response.ts";

/**
 * Refuses requests whose Host header names another machine: a page that points its own name at this address (DNS
 * rebinding) reads nothing.
 *
 * @param allowedHosts names without ports; IPv6 addresses in brackets
 */
export function checkHost(allowedHosts: readonly string[]): MiddlewareHandler<AppEnv> {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()));
  return async (c, next) => {
    const name = hostName(c.req.header("host") ?? new URL(c.req.url).host);
    if (allowed.has(name)) return next();
    const detail = "the Host header names no host of this service; start it with --allow-host to add one";
    return problemResponse(c, { status: 403, code: "wrong_host", detail });
  };
}

function hostName(header: string): string {
  return header.toLowerCase().replace(/:\d*$/, "");
}
