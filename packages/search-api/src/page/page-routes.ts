import { readFileSync, readdirSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { Hono } from "hono";
import type { AppEnv } from "../app/app-env.ts";

/** The page runs its own scripts and styles and asks nobody else; `blob:` is for pictures asked for with a key. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const mediaTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/**
 * A route for each file of a built page and `/` for its `index.html`. The files are read once, now: no path of a
 * request reaches the disk.
 *
 * @param folder Vite's output, whose names below assets/ hold a hash of the content
 */
export function pageRoutes(folder: string) {
  const routes = new Hono<AppEnv>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const mediaType = mediaTypes[extname(entry.name)];
    if (!entry.isFile() || mediaType === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.length).split(sep).filter(Boolean).join("/");
    const content = new Uint8Array(readFileSync(file));
    const cacheControl = path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    routes.get(path === "index.html" ? "/" : `/${path}`, (c) =>
      c.body(content, 200, {
        "content-type": mediaType,
        "cache-control": cacheControl,
        "content-security-policy": contentSecurityPolicy,
      }),
    );
  }
  return routes;
}
