import { createCompute } from "@lesion-atlas/compute";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestService, jsonRequest, openService } from "./support/service.ts";

const compute = createCompute();
let service: TestService;
let app: ReturnType<TestService["app"]>;
beforeAll(async () => {
  service = await openService({ compute });
  const { store } = service.ports;
  for (const [at, id] of service.ids.entries()) await store.setFields([id], { kind: at % 2 === 0 ? "even" : "odd" });
  app = service.app();
});
afterAll(async () => {
  await service.close();
  await compute.close();
});

/** What the answers hold that the tests take further. */
interface Body {
  id: string;
  state: string;
  code: string;
  results: { predicted: string }[];
}

async function bodyOf(response: Response | Promise<Response>): Promise<Body> {
  return (await (await response).json()) as Body;
}

const asked = {
  name: "kind",
  label: "fields.kind",
  c: [1],
  min_class: 2,
  shares: { train: 0.5, val: 0, test: 0.5 },
  near_duplicates: false,
  resamples: 20,
};

async function ended(id: string): Promise<Body> {
  for (;;) {
    const job = await bodyOf(app.request(`/v1/probes/jobs/${id}`));
    if (!["queued", "running"].includes(job.state)) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function fit(changes = {}) {
  const response = await app.request("/v1/probes", jsonRequest({ ...asked, ...changes }));
  return { status: response.status, job: await bodyOf(response) };
}

describe("probes over HTTP", () => {
  test("are fitted as jobs, listed, shown, asked by id, filter and upload, and deleted", async () => {
    const { status, job } = await fit();
    expect(status).toBe(202);
    expect(await ended(job.id)).toMatchObject({ probe: "kind", state: "done", version: 1 });
    expect(await bodyOf(app.request("/v1/probes"))).toMatchObject({ probes: [{ name: "kind", version: 1 }] });
    const report = await bodyOf(app.request("/v1/probes/kind"));
    expect(report).toMatchObject({ labels: { classes: ["even", "odd"] }, leak: { leaking: 0 } });

    const one = jsonRequest({ image_ids: [service.ids[0]] });
    const predicted = await bodyOf(app.request("/v1/probes/kind@1/predict", one));
    expect(predicted).toMatchObject({
      probe: "kind@1",
      classes: ["even", "odd"],
      results: [{ image: service.ids[0] }],
    });
    const written = jsonRequest({ probe: "kind", filter: {}, write: "guess" });
    const answer = await bodyOf(app.request("/v1/classify", written));
    expect(answer).toMatchObject({ probe: "kind@1", written: { field: "guess", images: 12 } });
    const stored = (await service.ports.store.get([service.ids[0]]))[0]!;
    expect(stored.fields.guess).toBe(predicted.results[0].predicted);
    const both = jsonRequest({ probe: "kind", filter: {}, classes: [{ name: "a" }, { name: "b" }] });
    expect((await app.request("/v1/classify", both)).status).toBe(422);

    expect(await bodyOf(app.request("/v1/probes/kind", { method: "DELETE" }))).toEqual({ deleted: 1 });
    expect((await app.request("/v1/probes/kind")).status).toBe(404);
  });

  test("a fit that cannot be says why, and nothing is kept", async () => {
    const leaking = await fit({ name: "leaky", label: "lesion_id" });
    expect(await ended(leaking.job.id)).toMatchObject({ state: "failed", error: { code: "invalid_input" } });
    expect((await app.request("/v1/probes/leaky")).status).toBe(404);
    expect((await fit({ label: undefined })).status).toBe(422);
    expect((await fit({ name: "no such/name" })).status).toBe(400);
  });

  test("a fit that waits is cancelled before it begins", async () => {
    const [first, second] = [await fit({ name: "one" }), await fit({ name: "two" })];
    const cancelled = await app.request(`/v1/probes/jobs/${second.job.id}`, { method: "DELETE" });
    expect(["cancelled", "queued", "running"]).toContain((await bodyOf(cancelled)).state);
    expect(await ended(first.job.id)).toMatchObject({ state: "done" });
    expect(await ended(second.job.id)).toMatchObject({ state: "cancelled" });
    expect((await app.request("/v1/probes/two")).status).toBe(404);
  });

  test("a service without what fits says so", async () => {
    const bare = await openService();
    const response = await bare.app().request("/v1/probes", jsonRequest(asked));
    expect([response.status, (await bodyOf(response)).code]).toEqual([422, "unsupported"]);
    await bare.close();
  });
});
