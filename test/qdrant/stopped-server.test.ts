import { createQdrantCatalog, createQdrantStore } from "@lesion-atlas/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axis, testModel, testPoint, testRecord } from "../../packages/store/test/contract/images.ts";
import { hasOwnQdrant, needsOwnQdrant } from "../support/qdrant/needs-qdrant.ts";
import { type OwnQdrant, startOwnQdrant } from "../support/qdrant/start-qdrant.ts";

describe.skipIf(!hasOwnQdrant)(`a Qdrant that is stopped${needsOwnQdrant}`, () => {
  let server: OwnQdrant;
  beforeAll(async () => void (server = await startOwnQdrant()));
  afterAll(() => server?.stop());

  test("is given up after the time-out as unavailable; a write in hand is there once when it goes on", async () => {
    const model = testModel("stopped", 8);
    const patient = { url: server.url, retryForMs: 120_000 };
    const store = await createQdrantStore(patient);
    const catalog = await createQdrantCatalog(patient);
    await store.useModel(model);
    await store.upsert([testPoint(testRecord("before"), model, axis(0, 8))]);
    const hasty = await createQdrantStore({ ...patient, timeoutMs: 2_000, retryForMs: 0 });
    await hasty.useModel(model);
    await server.pause();
    const writes = Promise.all([
      store.upsert([testPoint(testRecord("meanwhile"), model, axis(1, 8))]),
      catalog.append("log", { id: "meanwhile", document: {} }),
    ]);
    const unavailable = { code: "store_unavailable", retryable: true, message: expect.stringContaining("in time") };
    const search = () => hasty.search([{ vector: axis(0, 8), limit: 5 }]);
    await expect(search()).rejects.toMatchObject(unavailable);
    await server.resume();
    expect(await writes).toEqual([undefined, true]);
    expect((await search())[0]).toHaveLength(2);
    expect(await catalog.append("log", { id: "meanwhile", document: {} })).toBe(false);
    await Promise.all([store, hasty, catalog].map((port) => port.close()));
  });
});
