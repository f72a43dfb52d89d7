import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { AppEnv } from "../app/app-env.ts";
import { type Scope, mayDo } from "./caller.ts";

/** Refuses what the caller's scopes do not allow. @throws HTTPException 403 */
export function requireScope(c: Context<AppEnv>, scope: Scope): void {
  if (!mayDo(c.get("caller"), scope)) {
    throw new HTTPException(403, { message: `this needs a key with the scope ${scope}` });
  }
}
