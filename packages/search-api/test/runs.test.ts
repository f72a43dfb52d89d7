import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInProcessQueue } from "@lesion-atlas/indexer";
import { createApiKey, createMetrics } from "@lesion-atlas/search-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawnIsicArchive, isicKey } from "../../../test/support/drawn-isic-archive.ts";
import { type TestService, jsonRequest, openService } from "./support/service.ts";

let service: TestService;
let location: string;
beforeAll(async () => {
  const { ports } = await openService();
  const runs = createInProcessQueue(ports);
  service = await openService({ ...ports, runs });
  location = await drawnIsicArchive(join(service.folder, "more"), 10);
  writeFileSync(join(location, "images", `${isicKey(4)}.jpg`), "no image");
});
afterAll(async () => {
  await service.ports.runs?.close();
  await service.close();
});

/** A body of JSON. */
function jsonOf(answer: Response): Promise<Record<string, never>> {
  return answer.json() as Promise<Record<string, never>>;
}

/** The events of an SSE body. */
function eventsIn(text: string) {
  return text
    .trim()
    .split("\n\n")
    .map((block) => Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s, 2))))
    .map(({ id, event, data }) => ({ id, event, data: JSON.parse(data) }));
}

test("a run is started, followed, resumed and read, and its rejects are CSV", async () => {
  const app = service.app();
  const started = await app.request("/v1/runs", jsonRequest({ id: "first", archive: "more", location }));
  expect(started.status).toBe(202);
  const { id } = await jsonOf(started);
  expect(id).toBe("first");
  const stream = await app.request(`/v1/runs/${id}/events`, { headers: { "accept-encoding": "gzip" } });
  expect(stream.headers.get("content-type")).toContain("text/event-stream");
  const events = eventsIn(await stream.text());
  expect(events[0].data).toMatchObject({ event: "state", state: "waiting" });
  expect(events.at(-1)).toMatchObject({ event: "state", data: { state: "completed" } });
  const resumed = await app.request(`/v1/runs/${id}/events`, { headers: { "last-event-id": events[1].id } });
  expect(eventsIn(await resumed.text())).toEqual(events.slice(2));
  const run = await jsonOf(await app.request(`/v1/runs/${id}`));
  expect(run).toMatchObject({ id, state: "completed", done: 10, counts: { stored: 9, rejected: 1 }, total: 10 });
  expect(Date.parse(run.finished_at)).toBeGreaterThanOrEqual(Date.parse(run.created_at));
  const rejects = await (await app.request(`/v1/runs/${id}/rejects`)).text();
  expect(rejects.split("\n")[0]).toBe("key,file,reason");
  expect(rejects).toContain(`${isicKey(4)},images/${isicKey(4)}.jpg,`);
  expect(await (await app.request("/v1/runs?limit=1")).json()).toMatchObject({ runs: [{ id }] });
});

test("a run is retried and cancelled; what is not there is not found", async () => {
  const app = service.app();
  expect((await app.request("/v1/runs", jsonRequest({ id: "second", archive: "more", location }))).status).toBe(202);
  await (await app.request("/v1/runs/second/events")).text();
  const retried = await app.request("/v1/runs/second/retry", { method: "POST" });
  expect([retried.status, (await jsonOf(retried)).round]).toEqual([202, 2]);
  const cancelled = await app.request("/v1/runs/second", { method: "DELETE" });
  expect((await jsonOf(cancelled)).state).toMatch(/cancelled|completed/);
  for (const path of ["none", "none/events", "none/rejects"]) {
    expect((await app.request(`/v1/runs/${path}`)).status).toBe(404);
  }
  const wrong = await app.request("/v1/runs", jsonRequest({ archive: "more", location, images_per_range: 0 }));
  expect(wrong.status).toBe(400);
});

test("a key without the scope index reads no run and starts none", async () => {
  const app = service.app({ access: "keys" });
  const key = async (scopes: ["read"] | ["index"]) =>
    `Bearer ${(await createApiKey(service.ports.catalog, { name: scopes[0], scopes })).token}`;
  const ask = (authorization: string) => app.request("/v1/runs", { headers: { authorization } });
  expect((await ask(await key(["read"]))).status).toBe(403);
  expect((await ask(await key(["index"]))).status).toBe(200);
});

test("a page of another origin starts and retries nothing with what a form can send", async () => {
  const app = service.app();
  await app.request("/v1/runs", jsonRequest({ id: "third", archive: "more", location }));
  const headers = { "sec-fetch-site": "cross-site" };
  expect((await app.request("/v1/runs/third/retry", { method: "POST", headers })).status).toBe(403);
  const body = JSON.stringify({ archive: "more", location });
  const form = { method: "POST", body, headers: { "content-type": "text/plain", ...headers } };
  expect((await app.request("/v1/runs", form)).status).toBeGreaterThanOrEqual(400);
});

test("the metrics say how deep the queue is", async () => {
  const { ports } = service;
  const metered = await openService({ ...ports, metrics: createMetrics() });
  const metrics = await (await metered.app().request("/metrics")).text();
  expect(metrics).toMatch(/lesion_queue_ranges\{state="waiting"\} 0/);
});

test("a service without a queue says so", async () => {
  const app = (await openService()).app();
  const answer = await app.request("/v1/runs");
  expect([answer.status, (await jsonOf(answer)).code]).toEqual([422, "unsupported"]);
});
