import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import type { AppEnv } from "../app/app-env.ts";
import { mountPoint } from "../app/mount-point.ts";

/** Scalar's own bundle, served from here: the page asks no other origin. */
const bundle = new URL("./js/standalone.js", import.meta.resolve("@scalar/fastify-api-reference"));

/** Scalar writes its own styles and looks at no other origin. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const configuration = {
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
  defaultOpenAllTags: true,
  showDeveloperTools: "never",
};

/** GET /docs: the description as a page that can be read and tried. */
export function docsRoutes() {
  let script: Promise<Buffer> | undefined;
  return new Hono<AppEnv>()
    .get("/docs", (c) => {
      const mount = mountPoint(c.req.path, "/docs");
      c.header("content-security-policy", contentSecurityPolicy);
      return c.html(page(mount));
    })
    .get("/docs/scalar.js", async (c) => {
      script ??= readFile(fileURLToPath(bundle));
      const content = await script;
      return c.body(content.toString("utf8"), 200, {
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "public, max-age=86400",
      });
    });
}

function page(mount: string): string {
  const settings = JSON.stringify(configuration).replaceAll('"', "&quot;");
  const url = `${mount}/openapi.json`.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const script = url.replace(/openapi\.json$/, "docs/scalar.js");
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Lesion Atlas API</title><link rel="icon" href="data:,"></head>
<body>
<script id="api-reference" data-url="${url}" data-configuration="${settings}"></script>
<script src="${script}"></script>
</body>
</html>
`;
}
