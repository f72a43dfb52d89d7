import { researchNotice } from "@lesion-atlas/analysis";
import { Hono } from "hono";
import type { AppEnv } from "../app/app-env.ts";

const pageOf = (docs: string) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Lesion Atlas</title></head>
<body>
<h1>Lesion Atlas</h1>
<p>The service runs; its web page was not built. In the repository, <code>npm run page</code> builds it; then start the
service again.</p>
<p><a href="${docs}">The API</a>, described and ready to try.</p>
<p>${researchNotice}</p>
</body>
</html>
`;

/** `/` where there is no built page: says what runs, what is missing and how to build it. */
export function noPageRoutes() {
  return new Hono<AppEnv>().get("/", (c) =>
    c.html(pageOf(`${c.req.path.replace(/\/$/, "")}/docs`), 200, { "cache-control": "no-cache" }),
  );
}
