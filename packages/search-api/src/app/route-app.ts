import { OpenAPIHono } from "@hono/zod-openapi";
import { onInvalid } from "../problems/on-invalid.ts";
import type { AppEnv } from "./app-env.ts";

/** An app for a few routes whose bodies, queries and paths are checked before their handlers see them. */
export function routeApp() {
  return new OpenAPIHono<AppEnv>({ defaultHook: onInvalid });
}
