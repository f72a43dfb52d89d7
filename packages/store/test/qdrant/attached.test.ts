import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { QdrantClient } from "@qdrant/js-client-rest";
import { type Filter, type StoredImage, type VectorStore, matchesFilter } from "@lesion-atlas/core";
import { type FaultyProxy, createFaultyProxy } from "../../../../test/support/qdrant/faulty-proxy.ts";
import { hasQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { type AttachedStoreOptions, createAttachedStore, migrateStore } from "../../src/index.ts";
import { imageIdOfPoint, pointIdOfImage } from "../../src/qdrant/attached/point-id.ts";
import { numberedVector, testModel, testPoint, testRecord } from "../contract/images.ts";
import { embeddedPlace } from "../move/embedded-place.ts";

const model = testModel("theirs", 8);
const count = 300;
/** What changes nothing although it is a POST. */
const readingPosts = /\/points\/(query|query\/batch|scroll|count)$|\/points(\?.*)?$|\/facet(\?.*)?$/;

describe.skipIf(!hasQdrant)(`a collection of somebody else${needsQdrant}`, { timeout: 120_000 }, () => {
  const prefix = `theirs-${randomUUID()}`;
  let server: QdrantServer;
  let proxy: FaultyProxy;
  let client: QdrantClient;
  const attach = (collection: string, options: Partial<AttachedStoreOptions> = {}) =>
    createAttachedStore({ url: proxy.url, collection: `${prefix}-${collection}`, model, ...options });
  const payloadOf = (n: number) => ({
    image: `IMG_${n}`,
    meta: { gender: n % 3 ? "male" : "female" },
    age_approx: 20 + (n % 60),
    melanocytic: n % 2 === 0,
    grade: n % 5,
    "odd key": `v${n % 4}`,
    ...(n % 10 === 0 ? {} : { site: n % 4 ? "Trunk" : "Head and neck" }),
  });
  const fields = { key: "image", sex: "meta.gender" };

  beforeAll(async () => {
    server = await startQdrant();
    proxy = await createFaultyProxy(server.url);
    client = new QdrantClient({ url: server.url, checkCompatibility: false });
    const points = Array.from({ length: count }, (_, n) => ({
      n,
      payload: payloadOf(n),
      values: numberedVector(n, 8),
    }));
    const [unnamed, named, far, dot] = ["unnamed", "named", "far", "dot"].map((name) => `${prefix}-${name}`);
    await client.createCollection(unnamed, { vectors: { size: 8, distance: "Cosine" } });
    await client.createCollection(named, {
      vectors: { clip: { size: 8, distance: "Dot" }, other: { size: 3, distance: "Euclid" } },
    });
    await client.createCollection(far, { vectors: { size: 8, distance: "Euclid" } });
    await client.createCollection(dot, { vectors: { size: 8, distance: "Dot" } });
    await client.upsert(dot, { wait: true, points: [{ id: 1, vector: [3, 0, 0, 0, 0, 0, 0, 0] }] });
    // A cosine collection takes vectors of any length.
    const long = (values: Float32Array) => [...values].map((value) => value * 7);
    await client.upsert(unnamed, {
      wait: true,
      points: points.map(({ n, payload, values }) => ({ id: n + 1, payload, vector: long(values) })),
    });
    await client.upsert(named, {
      wait: true,
      points: points.map(({ n, payload, values }) => ({
        id: testRecord(`${n}`).id,
        payload,
        vector: n < 200 ? { clip: [...values], other: [1, 2, 3] } : { other: [1, 2, 3] },
      })),
    });
    await client.createPayloadIndex(unnamed, { field_name: "meta.gender", field_schema: "keyword", wait: true });
  });
  afterAll(async () => {
    for (const name of ["unnamed", "named", "far", "dot"]) await client?.deleteCollection(`${prefix}-${name}`);
    await proxy?.close();
    await server?.stop();
  });

  const kinds = [
    { name: "unnamed", options: { fields }, seen: count, idOf: (n: number) => imageIdOfPoint(n + 1) },
    { name: "named", options: { fields, vector: "clip" }, seen: 200, idOf: (n: number) => testRecord(`${n}`).id },
  ];
  test.each(kinds)("is searched, counted and scanned by the $name vector", async ({ name, options, seen, idOf }) => {
    const store = await attach(name, { ...options, archive: "theirs" });
    await store.useModel(model);
    expect(await store.models()).toEqual([{ model, vectors: seen }]);
    const images: StoredImage[] = [];
    for await (const image of store.scan({ vectors: true })) images.push(image);
    expect(images.map(({ id }) => id).sort()).toEqual(Array.from({ length: seen }, (_, n) => idOf(n)).sort());
    const [image] = await store.get([idOf(7)], { vectors: true });
    expect(image!.record).toMatchObject({
      archive: "theirs",
      key: "IMG_7",
      sex: "male",
      age_approx: 27,
      melanocytic: false,
      site: "Trunk",
      extra: { grade: 2, "odd key": "v3" },
    });
    image!.vector!.forEach((value, place) => expect(value).toBeCloseTo(numberedVector(7, 8)[place], 5));

    const filters: Filter[] = [
      { must: { key: "sex", match: { value: "female" } } },
      {
        must: [
          { key: "age_approx", range: { gte: 30, lt: 50 } },
          { key: "extra.grade", match: { any: [1, 2] } },
        ],
      },
      { must_not: { key: "site", match: { value: "Trunk" } } },
      { must: { is_empty: { key: "site" } } },
      { must: { key: "site", match: { except: ["Trunk"] } } },
      {
        must: { key: "extra.odd key", match: { any: ["v1", "v2"] } },
        should: { key: "melanocytic", match: { value: true } },
      },
      { must: { key: "archive", match: { value: "theirs" } } },
      { must: { key: "archive", match: { value: "other" } } },
      { must: { is_empty: { key: "fields.tags" } } },
      { must: { has_id: [idOf(3), idOf(4)] } },
      { must: { key: "age_approx", match: { value: 27 } } },
    ];
    const query = numberedVector(0.5, 8).map((value) => value * 4);
    for (const filter of filters) {
      const within = images.filter((each) => matchesFilter(filter, each));
      expect(await store.count(filter), JSON.stringify(filter)).toBe(within.length);
      const dots = within
        .map((each) => ({ id: each.id, dot: dotOf(each.vector!, query) }))
        .filter(({ dot }) => dot >= 0.5);
      dots.sort((a, b) => b.dot - a.dot);
      const [hits] = await store.search([{ vector: query, filter, minimum: 0.5, limit: 1000 }]);
      expect(hits.map(({ id }) => id)).toEqual(dots.map(({ id }) => id));
      hits.forEach(({ dot, score }, index) => {
        expect(dot).toBeCloseTo(dots[index].dot, 4);
        expect(score).toBeCloseTo(dots[index].dot / 4, 4);
      });
    }
    const sexes = await store.facet("sex");
    const women = images.filter(({ record }) => record.sex === "female").length;
    expect(sexes).toEqual({
      values: [
        { value: "male", count: seen - women },
        { value: "female", count: women },
      ],
      missing: 0,
      otherValues: 0,
    });
    expect((await store.facet("site")).missing).toBe(images.filter(({ record }) => !record.site).length);
    const distribution = await store.distribution({ vector: query, minimum: 0 });
    expect(distribution).toMatchObject({ matching: seen, exact: true });
    expect(distribution.passing).toBe(images.filter(({ vector }) => dotOf(vector!, query) >= 0).length);
    expect(await store.count(undefined, { everyImage: true })).toBe(count);
    await store.close();
  });

  test("is never written to", async () => {
    const collection = `${prefix}-unnamed`;
    const before = await client.getCollection(collection);
    const asked = proxy.requests.length;
    const store = await attach("unnamed");
    await store.useModel(model);
    const record = testRecord("mine");
    const writes: (() => Promise<unknown>)[] = [
      () => store.upsert([testPoint(record, model, numberedVector(1, 8))]),
      () => store.upsert([]),
      () => store.setFields([imageIdOfPoint(1)], { tags: ["x"] }),
      () => store.delete({ ids: [imageIdOfPoint(1)] }),
      () => store.delete({ filter: {} }),
    ];
    for (const write of writes) await expect(write()).rejects.toMatchObject({ code: "unsupported" });
    await useEverything(store);
    const writing = proxy.requests.filter(
      ({ method, path }) => method !== "GET" && !(method === "POST" && readingPosts.test(path)),
    );
    expect(proxy.requests.length).toBeGreaterThan(asked + 5);
    expect(writing).toEqual([]);
    expect(await client.getCollection(collection)).toEqual(before);
    const { collections } = await client.getCollections();
    expect(collections.filter(({ name }) => name.startsWith(prefix)).length).toBe(4);
  });

  test("can be copied into a store of one's own", async () => {
    const to = await embeddedPlace();
    const from = { name: "theirs", store: await attach("named", { fields, vector: "clip" }) };
    const outcome = await migrateStore({ from, to });
    expect(outcome).toMatchObject({ images: count, models: [{ model, vectors: 200 }] });
    expect(await to.store.models()).toEqual([{ model, vectors: 200 }]);
    await to.dispose();
  });

  test("is refused where it is not what was said", async () => {
    const refusals: [string, Partial<AttachedStoreOptions>, string, RegExp][] = [
      ["far", {}, "unsupported", /Euclid/],
      ["dot", {}, "unsupported", /length 3/],
      ["named", { vector: "other" }, "unsupported", /Euclid/],
      ["named", {}, "not_found", /it has vectors clip, other/],
      ["unnamed", { vector: "clip" }, "not_found", /only the unnamed/],
      ["unnamed", { model: testModel("wide", 9) }, "model_mismatch", /8 numbers.* makes 9/],
      ["missing", {}, "not_found", /missing/],
    ];
    for (const [collection, options, code, message] of refusals) {
      await expect(attach(collection, options)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      });
    }
    const store = await attach("unnamed");
    await expect(store.useModel(testModel("other", 8))).rejects.toMatchObject({ code: "model_mismatch" });
    await expect(store.count({ must: { key: "sex", match: { text: "male" } } })).rejects.toMatchObject({
      code: "unsupported",
    });
  });

  test("has ids that go both ways", () => {
    for (const id of [0, 1, 4096, 2 ** 40 + 17, Number.MAX_SAFE_INTEGER]) {
      expect(imageIdOfPoint(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(pointIdOfImage(imageIdOfPoint(id))).toBe(id);
    }
    expect(pointIdOfImage(testRecord("a").id)).toBe(testRecord("a").id);
  });
});

async function useEverything(store: VectorStore): Promise<void> {
  const vector = numberedVector(0.5, 8);
  await store.search([{ vector, limit: 3 }]);
  await store.distribution({ vector });
  for await (const _ of store.scan({ vectors: true })) break;
  await Promise.all([
    store.count(),
    store.facet("sex"),
    store.get([imageIdOfPoint(1)]),
    store.health(),
    store.models(),
  ]);
  await store.close();
}

function dotOf(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, place) => sum + value * b[place], 0);
}
