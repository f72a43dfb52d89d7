import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as searchApi from "@lesion-atlas/search-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestService, openService } from "./support/service.ts";

const document = readFileSync(new URL("../../../docs/api.md", import.meta.url), "utf8");
const examples = [...document.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);

let service: TestService;
let server: searchApi.RunningServer;
beforeAll(async () => {
  service = await openService();
  server = await searchApi.serveApp(service.app(), { host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server.close();
  await service.close();
});

test("every TypeScript example of docs/api.md runs as it stands, and every request of it is answered with 200", async () => {
  expect(examples.length).toBeGreaterThan(4);
  const code = examples.join("\n").replace(/^import .*$/gm, "");
  const names = ["answer", "mixed", "like", "spread", "image", "similar", "copies", "facets", "classes", "written"];
  const body = `return (async () => { ${code}; return { ${names.join(", ")}, hits, matching }; })()`;
  const bytes = readFileSync(join(service.folder, "archive", "images", "ISIC_0000003.jpg"));
  const photograph = new File([bytes], "photograph.jpg");
  // The page's own code, which a reader would paste.
  const run = new Function("createClient", "url", "photograph", body) as (
    ...words: unknown[]
  ) => Promise<Record<string, Response> & { hits: { id: string }[]; matching: number }>;
  const results = await run(searchApi.createClient, server.url, photograph);
  for (const name of names) expect(results[name].status, name).toBe(200);
  expect(results.hits.length).toBeGreaterThan(0);
  expect(results.hits.length).toBeLessThanOrEqual(results.matching);
  expect(await results.like.json()).toMatchObject({ hits: [{ key: "ISIC_0000003" }, {}, {}] });
});
