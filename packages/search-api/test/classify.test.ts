import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createApiKey } from "@lesion-atlas/search-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestService, jsonRequest, openService } from "./support/service.ts";

interface Answer {
  classes: string[];
  pooling: string;
  results: { image: string; probabilities: number[]; predicted: string; top?: object[] }[];
  rejected?: object[];
  searched?: number;
  next_after?: string;
  written?: object;
  detail: string;
}

let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

const classify = async (request: object, headers: Record<string, string> = {}, access: "keys" | "open" = "open") => {
  const response = await service.app({ access }).request("/v1/classify", jsonRequest(request, headers));
  return { status: response.status, body: JSON.parse(await response.text()) as Answer };
};
const classes = [{ name: "red", terms: ["red spot", "crimson"] }, { name: "blue" }];
const prompts = {
  red: ["red spot", "a crimson spot"],
  blue: { "Is it blue?": "yes", "Is it red?": "no" },
  green: ["x"],
};

describe("POST /v1/classify", () => {
  test("the two poolings are named in the answer, and differ where a class has several prompts", async () => {
    const image_ids = [service.ids[0]];
    const mean = (await classify({ image_ids, classes })).body;
    const cosines = (await classify({ image_ids, classes, pooling: "mean_of_cosines" })).body;
    expect([mean.pooling, cosines.pooling]).toEqual(["mean_embedding", "mean_of_cosines"]);
    expect(mean.results[0].probabilities[0]).not.toBeCloseTo(cosines.results[0].probabilities[0], 4);
  });

  test("class prompts as the paper's repository keeps them; only chooses classes, top lists the best", async () => {
    const { body } = await classify({ image_ids: [service.ids[0]], prompts, only: ["blue", "red"], top: 1 });
    expect(body.classes).toEqual(["blue", "red"]);
    expect(body.results[0].top).toHaveLength(1);
    const asked = [
      { name: "blue", terms: ["Is it blue?"] },
      { name: "red", terms: prompts.red },
    ];
    const same = await classify({ image_ids: [service.ids[0]], classes: asked, templates: ["{}"] });
    expect(body.results[0].probabilities).toEqual(same.body.results[0].probabilities);
  });

  test("all images of a filter, some at a time, each once", async () => {
    const request = { query: "sex:female", classes, limit: 3 };
    const first = (await classify(request)).body;
    expect(first).toMatchObject({ searched: 4, next_after: first.results[2].image });
    const second = (await classify({ ...request, after: first.next_after })).body;
    expect(second.next_after).toBeUndefined();
    const seen = [...first.results, ...second.results].map(({ image }) => image);
    expect(new Set(seen).size).toBe(4);
    expect((await classify({ filter: {}, classes })).body.results).toHaveLength(12);
  });

  test("writing needs the scope curate, is in the audit log, and can be filtered by", async () => {
    const { catalog } = service.ports;
    const reader = await createApiKey(catalog, { name: "reader", scopes: ["read"] });
    const curator = await createApiKey(catalog, { name: "curator", scopes: ["curate"] });
    const request = { query: "sex:female", classes, write: "shows" };
    const refused = await classify(request, { authorization: `Bearer ${reader.token}` }, "keys");
    expect(refused).toMatchObject({
      status: 403,
      body: { code: "forbidden", detail: expect.stringMatching(/curate/) },
    });
    const { body } = await classify(request, { authorization: `Bearer ${curator.token}` }, "keys");
    expect(body.written).toEqual({ field: "shows", images: 4 });
    const facets = await service.app().request("/v1/facets?fields=fields.shows");
    const {
      facets: [shows],
    } = (await facets.json()) as { facets: { values: { count: number }[]; missing: number }[] };
    expect(shows.missing).toBe(8);
    expect(shows.values.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    const audit: unknown[] = [];
    for await (const { document } of catalog.list("audit")) audit.push(document);
    const entry = { who: curator.id, what: "fields written", of: "fields.shows", name: "4 images" };
    expect(audit).toContainEqual(expect.objectContaining(entry));
    const byIds = await classify({ image_ids: service.ids.slice(0, 2), classes, write: "pair" });
    expect(byIds.body.written).toEqual({ field: "pair", images: 2 });
  });

  test("a page of another origin cannot write with what a form can send", async () => {
    const body = JSON.stringify({ filter: {}, classes, write: "stolen" });
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      const headers = { "content-type": type, origin: "https://evil.example" };
      const response = await service.app().request("/v1/classify", { method: "POST", body, headers });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    }
    const filter = { must_not: { is_empty: { key: "fields.stolen" } } };
    expect(await service.ports.store.count(filter)).toBe(0);
    const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
    const preflight = await service.app().request("/v1/classify", { method: "OPTIONS", headers });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
  });

  test.each([
    [{ classes }, 422, /image_ids, or find them/],
    [{ image_ids: ["00000000-0000-4000-8000-000000000000"], filter: {}, classes }, 422, /image_ids, or find them/],
    [{ filter: {} }, 422, /one of the two/],
    [{ filter: {}, classes, prompts }, 422, /one of the two/],
    [{ filter: {}, prompts, templates: ["a {}"] }, 422, /stand as they are/],
    [{ filter: {}, prompts, only: ["red", "pink"] }, 422, /no class "pink"; it has red; blue; green/],
    [{ filter: {}, classes, write: "a b" }, 400, /write/],
    [{ filter: {}, classes: manyClasses() }, 413, /too many/],
  ])("%j is refused with a sentence", async (request, status, sentence) => {
    const answer = await classify(request);
    expect(answer.body.detail).toMatch(sentence);
    expect(answer.status).toBe(status);
  });
});

test("POST /v1/classify/image takes a photograph with a file of prompts", async () => {
  const form = new FormData();
  form.set("image", new File([readFileSync(join(service.folder, "archive/images/ISIC_0000003.jpg"))], "a.jpg"));
  form.set("prompts", new File([JSON.stringify(prompts)], "classes.json"));
  form.set("classes", JSON.stringify({ pooling: "mean_of_cosines", top: 2, only: ["red", "blue"] }));
  const response = await service.app().request("/v1/classify/image", { method: "POST", body: form });
  expect(response.status).toBe(200);
  const answer = (await response.json()) as Answer;
  expect(answer).toMatchObject({ classes: ["red", "blue"], pooling: "mean_of_cosines" });
  expect(answer.results[0].top).toHaveLength(2);
  form.set("prompts", new File(["{"], "classes.json"));
  const broken = await service.app().request("/v1/classify/image", { method: "POST", body: form });
  expect(broken.status).toBe(422);
});

function manyClasses() {
  const terms = Array.from({ length: 50 }, (_, n) => `term ${n}`);
  return Array.from({ length: 200 }, (_, n) => ({ name: `class ${n}`, terms }));
}
