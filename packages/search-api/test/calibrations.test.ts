import { createApiKey } from "@lesion-atlas/search-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { labelledRecord } from "./support/add-labelled.ts";
import { type TestService, jsonRequest, openService } from "./support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await openService();
  // 60 images that are the word itself or another one, and say so.
  const { store, encoder } = service.ports;
  const [yes, no] = await encoder.encodeTexts(["fog", "sand"]);
  await store.upsert(
    Array.from({ length: 60 }, (_, n) => ({
      record: { ...labelledRecord(n), extra: { has_fog: n % 2 === 0 } },
      vector: { fingerprint: encoder.model.fingerprint, values: blurred(n % 2 === 0 ? yes : no, n) },
    })),
  );
});
afterAll(() => service.close());

test("a fit on a column calibrates every later search; it needs the scope curate and is in the audit log", async () => {
  const { catalog } = service.ports;
  const app = service.app({ access: "keys" });
  const reader = await createApiKey(catalog, { name: "reader", scopes: ["read"] });
  const curator = await createApiKey(catalog, { name: "curator", scopes: ["curate"] });
  const fit = (request: object, { token }: { token: string }) =>
    app.request("/v1/concepts/fog/calibration", jsonRequest(request, { authorization: `Bearer ${token}` }));
  expect((await fit({ label: "has_fog" }, reader)).status).toBe(403);
  const fitted = await fit({ label: "has_fog", query: "archive:labelled" }, curator);
  expect(fitted.status).toBe(200);
  expect(await fitted.json()).toMatchObject({ concept: "fog", n: 60, positives: 30, prevalence: 0.5 });
  const search = await service.app().request("/v1/search", jsonRequest({ text: "fog", min_presence: 0.5, limit: 100 }));
  const answer = (await search.json()) as { calibrated: boolean; hits: { record: { extra?: object } }[] };
  expect(answer.calibrated).toBe(true);
  const labelled = answer.hits.filter(({ record }) => record.extra);
  expect(labelled.length).toBe(30);
  const audit: unknown[] = [];
  for await (const { document } of catalog.list("audit")) audit.push(document);
  expect(audit).toContainEqual(expect.objectContaining({ who: curator.id, what: "concept calibrated", of: "fog" }));
  const refused = await fit({ label: "sex", positive: "male" }, curator);
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ detail: expect.stringMatching(/needs 20 images with the concept/) });
});

function blurred(vector: Float32Array, seed: number): Float32Array {
  const moved = vector.map((value, i) => value + 0.3 * Math.sin(seed * 7 + i * 3));
  const length = Math.hypot(...moved);
  return moved.map((value) => value / length);
}
