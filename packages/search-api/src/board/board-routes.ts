import { Hono } from "hono";
import { routePath } from "hono/route";
import type { AppEnv } from "../app/app-env.ts";
import type { QueueBoard } from "../ports.ts";

/** The board loads scripts and styles from here alone and writes styles of its own. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** /queues: a look at the jobs themselves, for keys with the scope `admin`, sent as any user's password. */
export function boardRoutes(board: QueueBoard) {
  const routes = new Hono<AppEnv>();
  for (const path of ["/queues", "/queues/*"]) {
    routes.get(path, async (c) => {
      const at = routePath(c).replace(/\/\*$/, "");
      const answer = await board.answer(c.req.raw, at);
      const headers = new Headers(answer.headers);
      headers.set("content-security-policy", contentSecurityPolicy);
      return new Response(answer.body, { status: answer.status, headers });
    });
  }
  return routes;
}
