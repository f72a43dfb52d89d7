import { Hono } from "hono";
import { createMetrics, createSearchApp, instrument } from "@lesion-atlas/search-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestService, jsonRequest, openService } from "./support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

const get = async <Body>(path: string): Promise<Body> =>
  JSON.parse(await (await service.app().request(path)).text()) as Body;

test("GET /v1/facets counts values under a filter, with those that have none", async () => {
  const filter = encodeURIComponent('{"must":{"key":"sex","match":{"value":"male"}}}');
  const facets = await get<object>(`/v1/facets?fields=sex,diagnosis_1,site&filter=${filter}`);
  expect(facets).toEqual({
    searched: 8,
    exact: true,
    facets: [
      { field: "sex", values: [{ value: "male", count: 8 }], missing: 0, other_values: 0 },
      {
        field: "diagnosis_1",
        values: [
          { value: "Benign", count: 6 },
          { value: "Malignant", count: 2 },
        ],
        missing: 0,
        other_values: 0,
      },
      { field: "site", values: [], missing: 8, other_values: 0 },
    ],
  });
  const unknown = await get<{ detail: string }>("/v1/facets?fields=nonsense");
  expect(unknown.detail).toMatch(/unknown field "nonsense"/);
});

test("GET concepts and their distribution: a histogram whose cut counts what a search with this cut finds", async () => {
  const { concepts } = await get<{ concepts: { name: string; terms: string[] }[] }>("/v1/concepts");
  expect(concepts.length).toBeGreaterThan(20);
  const path = `/v1/concepts/${encodeURIComponent(concepts[0].name)}/distribution?bins=10&min_presence=0.5`;
  const spread = await get<{ searched: number; matching: number; histogram: { count: number }[] }>(path);
  expect(spread.searched).toBe(12);
  expect(spread.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(12);
  const search = { text: concepts[0].name, min_presence: 0.5 };
  const found = JSON.parse(await (await service.app().request("/v1/search", jsonRequest(search))).text());
  expect(found.matching).toBe(spread.matching);
  const asked = await service
    .app()
    .request("/v1/distribution", jsonRequest({ concepts: [{ name: "red", weight: -1 }] }));
  expect(asked.status).toBe(200);
});

test("GET /v1/archives and /v1/models name what there is and no path of this machine", async () => {
  const archives = await get<object>("/v1/archives");
  expect(archives).toEqual({ archives: [{ name: "drawn", images: 12, format: "isic" }] });
  const models = await get<object>("/v1/models");
  expect(models).toMatchObject({ models: [{ id: "colours", vectors: 12, in_use: true, dimensions: 24 }] });
  expect(JSON.stringify([archives, models])).not.toContain(service.folder);
});

test("POST /v1/classify gives one probability a class, and names images that are not there", async () => {
  const unknown = "00000000-0000-4000-8000-000000000000";
  const body = { image_ids: [service.ids[0], unknown], classes: [{ name: "red" }, { name: "blue" }] };
  const answer = JSON.parse(await (await service.app().request("/v1/classify", jsonRequest(body))).text());
  expect(answer).toMatchObject({ classes: ["red", "blue"], rejected: [{ image: unknown }] });
  const [{ probabilities }] = answer.results;
  expect(probabilities[0] + probabilities[1]).toBeCloseTo(1, 10);
});

test("/livez, /readyz, /openapi.json: alive, each part, OpenAPI 3.1 with every route", async () => {
  expect(await get("/livez")).toEqual({ live: true });
  expect(await get("/readyz")).toMatchObject({ ready: true, parts: [{ name: "store" }, { name: "vectors" }, {}, {}] });
  const document = await get<{ openapi: string; paths: object }>("/openapi.json");
  expect(document.openapi).toBe("3.1.0");
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(["/v1/search", "/v1/search/image", "/v1/images/{id}", "/v1/facets", "/v1/classify"]),
  );
  const closing = await service.app({ isClosing: () => true }).request("/readyz");
  expect(closing.status).toBe(503);
  expect(closing.headers.get("retry-after")).toBe("5");
  expect(await closing.json()).toMatchObject({
    parts: expect.arrayContaining([{ name: "server", ready: false, detail: expect.any(String) }]),
  });
});

test.each(["/v1/search", "/v1/classify"])(
  "%s refuses a template without {}, and /openapi.json says so",
  async (path) => {
    const body = path === "/v1/search" ? { concepts: [{ name: "0", templates: ["0"] }] } : classesWith(["0"]);
    expect((await service.app().request(path, jsonRequest(body))).status).toBe(400);
    const { components } = await get<{ components: { schemas: Record<string, { properties: Templates }> } }>(
      "/openapi.json",
    );
    const { templates } = components.schemas[path === "/v1/search" ? "ConceptRequest" : "ClassifyRequest"].properties;
    const described = new RegExp(templates.items.pattern);
    expect(["0", "{}{}", "{0}"].filter((template) => described.test(template))).toEqual([]);
    expect(described.test("skin with {}")).toBe(true);

    type Templates = { templates: { items: { pattern: string } } };
    function classesWith(templates: string[]) {
      return { image_ids: [service.ids[0]], classes: [{ name: "a" }, { name: "b" }], templates };
    }
  },
);

test("without a built page, / says how to build it and leads to the API", async () => {
  const response = await service.app().request("/");
  expect(response.headers.get("content-type")).toContain("text/html");
  const page = await response.text();
  expect(page).toContain("npm run page");
  expect(page).toContain('<a href="/docs">');
  expect(page).toContain("Research use only");
});

test("/docs is a page that asks no other origin, with a policy that would not let it", async () => {
  const response = await service.app().request("/docs");
  expect(response.headers.get("content-security-policy")).toContain("script-src 'self';");
  const page = await response.text();
  expect(page).not.toMatch(/https?:/);
  const script = await service.app().request(/src="([^"]+)"/.exec(page)![1]);
  expect(script.headers.get("content-type")).toContain("text/javascript");
  expect((await script.text()).length).toBeGreaterThan(100_000);
});

test("/metrics counts requests by route, port calls and steps", async () => {
  const metrics = createMetrics();
  const ports = { ...service.ports, store: instrument(service.ports.store, "store", metrics), metrics };
  const app = createSearchApp(ports, { access: "open" });
  await app.request("/v1/search", jsonRequest({ text: "red" }));
  await app.request(`/v1/images/${service.ids[0]}`);
  await app.request("/v1/images/00000000-0000-4000-8000-000000000000");
  const text = await (await app.request("/metrics")).text();
  expect(text).toContain('lesion_http_request_duration_seconds_count{method="POST",route="/v1/search",status="200"} 1');
  expect(text).toContain(
    'lesion_http_request_duration_seconds_count{method="GET",route="/v1/images/:id",status="404"} 1',
  );
  expect(text).toContain('lesion_port_call_duration_seconds_count{port="store",call="search",outcome="ok"} 1');
  expect(text).toContain('lesion_step_duration_seconds_count{step="encode"} 1');
  expect(text).toContain("lesion_searches_in_flight 0");
});

test("the app mounts under any path of another app, and its addresses follow", async () => {
  const host = new Hono().get("/", (c) => c.text("mine")).route("/tools/lesions", service.app());
  expect(await (await host.request("/")).text()).toBe("mine");
  const answer = await host.request("/tools/lesions/v1/search", jsonRequest({ text: "red", limit: 1 }));
  const { hits } = (await answer.json()) as { hits: { thumbnail_url: string }[] };
  expect(hits[0].thumbnail_url).toMatch(/^\/tools\/lesions\/v1\/images\//);
  expect((await host.request(hits[0].thumbnail_url)).status).toBe(200);
  const document = (await (await host.request("/tools/lesions/openapi.json")).json()) as { servers: object[] };
  expect(document.servers).toEqual([{ url: "/tools/lesions" }]);
  const lost = await host.request("/tools/lesions/nothing");
  expect(lost.headers.get("content-type")).toBe("application/problem+json");
  expect((await host.request("/nothing")).headers.get("content-type")).not.toBe("application/problem+json");
});

test("a class without a name in prompts is refused with 422, since the description cannot say it", async () => {
  const body = { image_ids: [service.ids[0]], prompts: { "": ["a"], b: ["b"] } };
  const response = await service.app().request("/v1/classify", jsonRequest(body));
  expect(response.status).toBe(422);
});
