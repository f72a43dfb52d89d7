import type { Catalog } from "@lesion-atlas/core";
import type { MiddlewareHandler } from "hono";
import { LRUCache } from "lru-cache";
import type { AppEnv } from "../app/app-env.ts";
import { problemResponse } from "../problems/problem-response.ts";
import { callerOf } from "./api-keys.ts";
import { type Caller, type Scope, anonymous, mayDo } from "./caller.ts";

/** How long a revoked key may still be taken. */
const rememberedMs = 5000;

/**
 * Names the caller by `Authorization: Bearer TOKEN`, and refuses what the key's scopes do not allow.
 *
 * @param options.password also takes the key as a password (HTTP Basic, any user), for a page that a browser opens
 */
export function authenticate(
  catalog: Catalog,
  access: "keys" | "open",
  scope: Scope,
  { password = false }: { password?: boolean } = {},
): MiddlewareHandler<AppEnv> {
  const known = new LRUCache<string, Caller>({ max: 1000, ttl: rememberedMs });
  return async (c, next) => {
    if (access === "open") {
      c.set("caller", anonymous);
      return next();
    }
    const header = c.req.header("authorization") ?? "";
    const token = /^Bearer (?<token>\S+)$/i.exec(header)?.groups?.token ?? (password ? passwordIn(header) : undefined);
    const caller = token === undefined ? undefined : (known.get(token) ?? (await callerOf(catalog, token)));
    if (token === undefined || !caller) {
      const detail =
        token === undefined
          ? "a key is needed: send the header Authorization: Bearer KEY; lesion keys create makes one"
          : "the key is unknown or was revoked";
      const headers = { "www-authenticate": `${password ? "Basic" : "Bearer"} realm="lesion"` };
      return problemResponse(c, { status: 401, code: "unauthorized", detail, headers });
    }
    known.set(token, caller);
    c.set("caller", caller);
    if (!mayDo(caller, scope)) {
      return problemResponse(c, { status: 403, code: "forbidden", detail: `this needs a key with the scope ${scope}` });
    }
    return next();
  };
}

/** The password of HTTP Basic (RFC 7617). */
function passwordIn(header: string): string | undefined {
  const credentials = /^Basic (?<encoded>\S+)$/i.exec(header)?.groups?.encoded;
  if (credentials === undefined) return undefined;
  const text = Buffer.from(credentials, "base64").toString("utf8");
  return text.slice(text.indexOf(":") + 1) || undefined;
}
