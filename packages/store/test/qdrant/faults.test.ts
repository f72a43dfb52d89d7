import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AppError, type Point, type VectorStore } from "@lesion-atlas/core";
import {
  type Fault,
  type FaultyProxy,
  type ProxiedRequest,
  createFaultyProxy,
} from "../../../../test/support/qdrant/faulty-proxy.ts";
import { hasOwnQdrant, needsOwnQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type OwnQdrant, startOwnQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { createQdrantStore } from "../../src/index.ts";
import { axis, numberedVector, testModel, testPoint, testRecord } from "../contract/images.ts";
import { type QdrantPlace, qdrantPlace } from "./place.ts";

const model = testModel("faults", 8);
const other = testModel("beside it", 8);
const isWrite = ({ path }: ProxiedRequest) => path.includes("/points/batch");
const query = { vector: axis(0, 8), limit: 10 };

function pointOf(n: number): Point {
  return testPoint(testRecord(`${n}`, { age_approx: n % 7 }), model, numberedVector(n, 8));
}

describe.skipIf(!hasOwnQdrant)(`a store whose Qdrant is harmed${needsOwnQdrant}`, () => {
  let server: OwnQdrant;
  let proxy: FaultyProxy;
  let place: QdrantPlace;
  let store: VectorStore;
  beforeAll(async () => {
    server = await startOwnQdrant();
    proxy = await createFaultyProxy(server.url);
  });
  afterAll(async () => {
    await proxy?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    place = await qdrantPlace(server.url);
    store = await place.open();
    await store.useModel(model);
  });
  afterEach(async () => {
    proxy.faultFor = () => undefined;
    await place.dispose();
  });

  /** A store whose requests go through the proxy. */
  async function throughProxy(): Promise<VectorStore> {
    const harmed = await createQdrantStore({ ...place.options, url: proxy.url });
    await harmed.useModel(model);
    return harmed;
  }

  /** One fault for each of the next `count` requests that fit. */
  function harm(count: number, fits: (request: ProxiedRequest) => boolean, fault: Fault): () => number {
    let left = count;
    proxy.faultFor = (request) => (left > 0 && fits(request) ? (left--, fault) : undefined);
    return () => left;
  }

  test("killed 20 times during a load: afterwards exactly the archive", { timeout: 900_000 }, async () => {
    const count = 20_000;
    const batch = 200;
    let acknowledged = 0;
    const load = (async () => {
      while (acknowledged < count) {
        const points = Array.from({ length: batch }, (_, n) => pointOf(acknowledged + n));
        try {
          await store.upsert(points);
          acknowledged += batch;
        } catch (thrown) {
          if (!(thrown instanceof AppError && thrown.retryable)) throw thrown;
        }
      }
    })();
    for (let kill = 1; kill <= 20; kill++) {
      const until = (kill * count) / 21;
      while (await Promise.race([sleep(5).then(() => acknowledged < until), load.then(() => false)])) continue;
      await server.kill();
      await expect(store.search([query])).rejects.toMatchObject({ code: "store_unavailable", retryable: true });
      await server.restart();
      expect((await store.search([query]))[0].length).toBe(10);
    }
    await load;
    expect(await store.count()).toBe(count);
    const facet = await store.facet("age_approx");
    expect(facet.values.reduce((sum, { count }) => sum + count, 0)).toBe(count);
    let seen = 0;
    for await (const { record, vector } of store.scan({ vectors: true })) {
      expect(vector).toEqual(numberedVector(Number(record.key), 8));
      seen += 1;
    }
    expect(seen).toBe(count);
  });

  test("stopped: a search and the health say so in time, and all is well when it goes on", async () => {
    const impatient = await createQdrantStore({ ...place.options, timeoutMs: 300 });
    await impatient.useModel(model);
    await impatient.upsert([pointOf(0)]);
    await server.pause();
    await expect(impatient.search([query])).rejects.toMatchObject({ code: "store_unavailable", retryable: true });
    expect(await impatient.health()).toMatchObject({ status: "red", detail: expect.stringContaining("in time") });
    const upsert = impatient.upsert([pointOf(1)]);
    await sleep(500);
    await server.resume();
    await upsert;
    expect((await impatient.search([query]))[0].length).toBe(2);
    expect((await impatient.health()).status).not.toBe("red");
  });

  test("killed and started again: a write that waits goes through, and no process need be started again", async () => {
    await store.upsert([pointOf(0)]);
    await server.kill();
    expect(await store.health()).toMatchObject({ status: "red" });
    const upsert = store.upsert([pointOf(1)]);
    const fields = store.setFields([pointOf(0).record.id], { tags: ["kept"] }).catch((thrown: AppError) => thrown.code);
    await server.restart();
    await upsert;
    expect([1, "store_unavailable"]).toContain(await fields);
    expect(await store.count()).toBe(2);
  });

  test.each<[string, Fault]>([
    ["refused with 429", { answer: 429, headers: { "retry-after": "0" } }],
    ["refused with 503", { answer: 503 }],
    ["lost on its way", { cut: "request" }],
    ["done, and the reply is lost", { cut: "reply" }],
    ["done, and the reply is cut short", { cut: "middle of the reply" }],
  ])("a write that is %s happens once, with all it has", async (_, fault) => {
    const harmed = await throughProxy();
    await harmed.upsert([pointOf(0)]);
    await store.setFields([pointOf(0).record.id], { tags: ["kept"] });
    const left = harm(3, isWrite, fault);
    await harmed.upsert(Array.from({ length: 300 }, (_, n) => pointOf(n)));
    expect(left()).toBe(0);
    expect(await store.count()).toBe(300);
    const replaced = { ...pointOf(0).record, content_hash: "b".repeat(64) };
    harm(1, isWrite, fault);
    await harmed.upsert([testPoint(replaced, model, axis(3, 8))]);
    const [image] = await store.get([replaced.id], { vectors: true });
    expect(image).toMatchObject({ record: replaced, fields: { tags: ["kept"] }, vector: axis(3, 8) });
  });

  test("a search that is refused once is asked again, one that is refused again fails as retryable", async () => {
    const harmed = await throughProxy();
    await harmed.upsert([pointOf(0)]);
    const isSearch = ({ path }: ProxiedRequest) => path.includes("/query");
    harm(1, isSearch, { answer: 503 });
    expect((await harmed.search([query]))[0].length).toBe(1);
    harm(2, isSearch, { answer: 429, headers: { "retry-after": "0" } });
    await expect(harmed.search([query])).rejects.toMatchObject({ code: "store_unavailable", retryable: true });
  });

  test("an image that another model inserts between the look and the write keeps both vectors", async () => {
    const harmed = await throughProxy();
    const { promise: goOn, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: held, resolve: isHeld } = Promise.withResolvers<void>();
    proxy.faultFor = (request) => {
      if (!isWrite(request)) return undefined;
      isHeld();
      return { hold: "request", until: goOn };
    };
    const late = harmed.upsert([pointOf(0)]);
    await held;
    await store.useModel(other);
    await store.upsert([testPoint(pointOf(0).record, other, axis(5, 8))]);
    letGo();
    await late;
    expect((await store.get([pointOf(0).record.id], { vectors: true }))[0]?.vector).toEqual(axis(5, 8));
    await store.useModel(model);
    expect((await store.get([pointOf(0).record.id], { vectors: true }))[0]?.vector).toEqual(numberedVector(0, 8));
  });

  test("an image that is deleted between the look and the write is written whole", async () => {
    await store.upsert([pointOf(0), pointOf(1)]);
    const harmed = await throughProxy();
    let isDone = false;
    const { promise: goOn, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: held, resolve: isHeld } = Promise.withResolvers<void>();
    proxy.faultFor = (request) => {
      if (isDone || !isWrite(request)) return undefined;
      isDone = true;
      isHeld();
      return { hold: "request", until: goOn };
    };
    const late = harmed.upsert([0, 1].map((n) => testPoint(pointOf(n).record, model, axis(n, 8))));
    await held;
    await store.delete({ ids: [pointOf(1).record.id] });
    letGo();
    await late;
    const stored = await store.get(
      [0, 1].map((n) => pointOf(n).record.id),
      { vectors: true },
    );
    expect(stored.map((image) => image?.vector)).toEqual([axis(0, 8), axis(1, 8)]);
    expect(stored.map((image) => image?.record)).toEqual([0, 1].map((n) => pointOf(n).record));
  });
});
