import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { httpProblemSchema } from "../src/problems/http-problem.ts";
import type { apiAnswerSchema } from "../src/schemas/image-schemas.ts";
import { type TestService, jsonRequest, openService } from "./support/service.ts";

let service: TestService;
let app: ReturnType<TestService["app"]>;
beforeAll(async () => {
  service = await openService();
  app = service.app();
});
afterAll(() => service.close());

type Body = z.infer<typeof apiAnswerSchema> & z.infer<typeof httpProblemSchema>;

const search = async (request: unknown) => {
  const response = await app.request("/v1/search", jsonRequest(request));
  const body: Body = JSON.parse(await response.text());
  return { status: response.status, headers: response.headers, body };
};

describe("POST /v1/search", () => {
  test("by text: hits with presence, record, licence and the address of a thumbnail", async () => {
    const { status, body, headers } = await search({ text: "irregular shape", limit: 3 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ model: "colours", searched: 12, matching: 12, calibrated: false });
    expect(body.hits).toHaveLength(3);
    const [hit] = body.hits;
    expect(hit.presence).toBeGreaterThan(0);
    expect(hit.thumbnail_url).toBe(`/v1/images/${hit.id}/thumbnail?size=256&v=${hit.record.content_hash.slice(0, 16)}`);
    expect(hit).toMatchObject({ archive: "drawn", license: "CC-0", attribution: "Anonymous" });
    expect(hit).not.toHaveProperty("path");
    expect(body.notice).toMatch(/^Research use only/);
    expect(headers.get("server-timing")).toMatch(/encode;dur=.*search;dur=.*total;dur=/);
    expect(headers.get("x-request-id")).toMatch(/^[\w-]{20,}$/);
  });

  test("a minimum presence cuts where presence says so, in the same order", async () => {
    const { body: all } = await search({ text: "red", limit: 12 });
    const middle = (all.hits[5].presence! + all.hits[6].presence!) / 2;
    const { body: cut } = await search({ text: "red", min_presence: middle, limit: 12 });
    expect(cut.hits.map(({ id }) => id)).toEqual(all.hits.slice(0, 6).map(({ id }) => id));
    expect(cut).toMatchObject({ searched: 12, matching: 6 });
  });

  test("by concepts with weights: each concept's presence is told", async () => {
    const { body } = await search({
      concepts: [{ name: "irregular shape" }, { name: "hair", weight: -0.5 }],
      limit: 2,
    });
    expect(body.hits[0].concepts).toMatchObject([{ name: "irregular shape" }, { name: "hair" }]);
    expect(body.hits[0].concepts![1].weight).toBeCloseTo(-1 / 3);
  });

  test("by a stored image finds others and never itself; by its vector finds it first", async () => {
    const [id] = service.ids;
    const { body } = await search({ image_id: id, limit: 12 });
    expect(body.hits).toHaveLength(11);
    const [image] = await service.ports.store.get([id], { vectors: true });
    const { body: byVector } = await search({ vector: [...image!.vector!], limit: 1 });
    expect(byVector.hits[0]).toMatchObject({ id });
    expect(byVector.hits[0].score).toBeCloseTo(1, 5);
  });

  test("pages go through one ranking without a gap or a double", async () => {
    const { body: all } = await search({ text: "red", limit: 12 });
    const seen: string[] = [];
    let page = (await search({ text: "red", limit: 5 })).body;
    for (;;) {
      seen.push(...page.hits.map(({ id }) => id));
      if (page.next_cursor === undefined) break;
      page = (await search({ cursor: page.next_cursor, limit: 5 })).body;
    }
    expect(seen).toEqual(all.hits.map(({ id }) => id));
  });

  test("text and image are mixed with weights, and the answer says how; per lesion has one image of each", async () => {
    const mixed = await search({ text: "red", image_id: service.ids[0], weights: { words: 1, image: 0.5 } });
    expect(mixed.body.query).toBe("1 x words + 0.5 x image");
    const perLesion = await search({ text: "red", per: "lesion", limit: 12 });
    expect(perLesion.body.hits).toHaveLength(6);
  });

  test("a query in the ISIC language is a filter too; the answer has the strictest licence", async () => {
    const { body } = await search({ text: "red", query: "sex:female AND diagnosis_1:Benign" });
    expect(body).toMatchObject({ searched: 3, license: { strictest: "CC-0" } });
  });

  test("a filter leaves out what does not pass it", async () => {
    const { body } = await search({ text: "red", filter: { must: { key: "sex", match: { value: "female" } } } });
    expect(body.searched).toBe(4);
    expect(new Set(body.hits.map(({ record }) => record.sex))).toEqual(new Set(["female"]));
  });

  test.each([
    [{}, 422, /say what to search for/],
    [{ text: "a", image_id: "00000000-0000-4000-8000-000000000000" }, 404, /no/],
    [{ cursor: "nonsense", text: "a" }, 422, /send it alone/],
    [{ cursor: "nonsense" }, 404, /expired/],
    [{ text: "a", query: "sex:(" }, 422, /query/],
    [{ text: "a", min_presence: 0.5, min_score: 0.1 }, 422, /not both/],
    [{ text: "" }, 400, /text/],
    [{ text: "a", limt: 3 }, 400, /limt/],
    [{ text: "a", limit: 0 }, 400, /limit/],
    [{ text: "a", filter: { must: { key: "nonsense", match: { value: 1 } } } }, 422, /unknown field "nonsense"/],
    [{ vector: [1, 2, 3] }, 422, /24 finite numbers .* has 3/],
    [{ vector: Array(24).fill(0) }, 422, /not all 0/],
    [{ concepts: [{ name: "a" }, { name: "a", weight: -1 }] }, 422, /cancel out/],
    [{ image_id: "00000000-0000-4000-8000-000000000000" }, 404, /no/],
  ])("%j is refused with a sentence", async (body, status, sentence) => {
    const answer = await search(body);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body.detail).toMatch(sentence);
    expect(answer.body).toMatchObject({ status, type: "about:blank", request_id: answer.headers.get("x-request-id") });
    expect(answer.status).toBe(status);
  });

  test("malformed JSON, another media type and another method are problems too", async () => {
    const malformed = await app.request("/v1/search", { ...jsonRequest({}), body: "{" });
    expect(malformed.status).toBe(400);
    const text = await app.request("/v1/search", {
      method: "POST",
      body: "a",
      headers: { "content-type": "text/plain" },
    });
    expect(text.status).toBe(415);
    const put = await app.request("/v1/search", { method: "PUT" });
    expect(put.status).toBe(405);
    expect(put.headers.get("allow")).toBe("POST");
    const lost = await app.request("/v1/nothing");
    expect(lost.status).toBe(404);
    for (const response of [malformed, text, put, lost]) {
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
  });
});

describe("POST /v1/search/image", () => {
  const upload = async (bytes: Uint8Array, limits = {}, search?: object) => {
    const form = new FormData();
    form.set("image", new File([bytes.slice()], "photograph.jpg"));
    if (search) form.set("search", JSON.stringify(search));
    return service.app(limits).request("/v1/search/image", { method: "POST", body: form });
  };
  const jpeg = () => readFileSync(join(service.folder, "archive", "images", "ISIC_0000003.jpg"));

  test("finds the photograph itself first", async () => {
    const response = await upload(jpeg(), {}, { limit: 2 });
    expect(response.status).toBe(200);
    const { hits } = (await response.json()) as { hits: { key: string; score: number }[] };
    expect(hits).toHaveLength(2);
    expect(hits[0]).toMatchObject({ key: "ISIC_0000003", score: expect.closeTo(1, 5) });
  });

  test("refuses what is no image, what is damaged, and what is too large, before decoding", async () => {
    const words = await upload(Buffer.from("no image at all"));
    expect(words.status).toBe(422);
    expect(await words.json()).toMatchObject({ code: "image_unreadable" });
    expect((await upload(jpeg().subarray(0, 400))).status).toBe(422);
    expect((await upload(jpeg(), { uploads: { pixels: 100 } })).status).toBe(413);
    expect((await upload(jpeg(), { uploads: { bytes: 100 } })).status).toBe(413);
  });
});
