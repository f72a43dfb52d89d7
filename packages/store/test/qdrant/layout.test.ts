import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { createQdrantStore } from "../../src/index.ts";
import { recordIndexes } from "../../src/qdrant/layout/payload-indexes.ts";
import { axis, numberedVector, testModel, testPoint, testRecord } from "../contract/images.ts";
import { type QdrantPlace, qdrantPlace } from "./place.ts";

const model = testModel("layout", 8);
const other = testModel("beside it", 16);

describe.skipIf(!hasQdrant)(`a collection of images in Qdrant${needsQdrant}`, () => {
  let server: QdrantServer;
  let place: QdrantPlace;
  beforeAll(async () => void (server = await startQdrant()));
  afterAll(() => server?.stop());
  beforeEach(async () => void (place = await qdrantPlace(server.url)));
  afterEach(() => place.dispose());

  const info = () => place.client.getCollection(place.collection);

  test("has every index before its first point, an alias, and no vector before a model writes", async () => {
    const store = await place.open();
    const { aliases } = await place.client.getCollectionAliases(place.collection);
    expect(aliases).toEqual([{ alias_name: `${place.prefix}-images`, collection_name: place.collection }]);
    const { payload_schema, config } = await info();
    expect(Object.keys(payload_schema).sort()).toEqual(recordIndexes.map(({ path }) => path).sort());
    expect(payload_schema["record.archive"]).toMatchObject({ data_type: "keyword", params: { is_tenant: true } });
    expect(config.params.vectors).toEqual({});
    await store.useModel(model);
    expect((await info()).config.params.vectors).toEqual({});
    await store.upsert([testPoint(testRecord("a"), model, axis(0, 8))]);
    expect((await info()).config.params.vectors).toMatchObject({
      [model.fingerprint]: {
        size: 8,
        distance: "Dot",
        on_disk: true,
        hnsw_config: { m: 16, ef_construct: 128 },
        quantization_config: { scalar: { type: "int8", quantile: 0.999, always_ram: true } },
      },
    });
  });

  test("is shaped by its options", async () => {
    await place.dispose();
    place = await qdrantPlace(server.url, {
      collection: {
        hnswM: 8,
        hnswEfConstruct: 50,
        hnswOnDisk: true,
        vectorsOnDisk: false,
        payloadOnDisk: false,
        vectorType: "float16",
        quantization: { kind: "product", compression: "x8" },
        shards: 2,
        indexingThresholdKb: 123,
        strictMode: { enabled: true, max_query_limit: 20_000 },
      },
    });
    const store = await place.open();
    await store.useModel(model);
    await store.upsert([testPoint(testRecord("a"), model, axis(0, 8))]);
    const { config } = await info();
    expect(config.params).toMatchObject({ shard_number: 2, on_disk_payload: false });
    expect(config.optimizer_config.indexing_threshold).toBe(123);
    expect(config.strict_mode_config).toMatchObject({ enabled: true, max_query_limit: 20_000 });
    expect(config.params.vectors).toMatchObject({
      [model.fingerprint]: {
        datatype: "float16",
        on_disk: false,
        hnsw_config: { m: 8, ef_construct: 50, on_disk: true },
        quantization_config: { product: { compression: "x8" } },
      },
    });
    expect((await store.search([{ vector: axis(0, 8), limit: 1 }]))[0]).toMatchObject([{ dot: 1 }]);
    await expect(createQdrantStore({ ...place.options, collection: { prefix: "no/path" } })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  test("of somebody else is left alone", async () => {
    for (const name of [`${place.prefix}-images`, place.collection]) {
      await place.client.createCollection(name, { vectors: { size: 4, distance: "Cosine" } });
      await expect(place.open()).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringContaining("did not make"),
      });
      const { config, payload_schema } = await place.client.getCollection(name);
      expect([config.params.vectors, payload_schema]).toEqual([{ size: 4, distance: "Cosine" }, {}]);
      await place.client.deleteCollection(name);
    }
  });

  test("of a newer layout is refused", async () => {
    await place.open();
    await place.client.updateCollection(place.collection, { metadata: { lesion_atlas: { layout: 99 } } });
    await expect(place.open()).rejects.toMatchObject({ code: "unsupported", message: expect.stringContaining("99") });
  });

  test("that several processes make at once is made once; one that was left half made is finished", async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => place.open()));
    await stores[0].upsert([{ record: testRecord("a") }]);
    for (const store of stores) expect(await store.count()).toBe(1);
    await place.client.updateCollectionAliases({
      actions: [{ delete_alias: { alias_name: `${place.prefix}-images` } }],
    });
    await place.client.deletePayloadIndex(place.collection, "record.sex");
    const again = await place.open();
    expect(await again.count()).toBe(1);
    expect((await info()).payload_schema).toHaveProperty(["record.sex"]);
  });

  test("gets an index for an archive's own column, and for what people write, before the first value", async () => {
    const store = await place.open();
    await store.upsert([{ record: testRecord("a", { extra: { streaks: 3, "odd.name": "x" } }) }]);
    await store.setFields([testRecord("a").id], { tags: ["x"], grade: 2 });
    const { payload_schema } = await info();
    const kinds = Object.fromEntries(Object.entries(payload_schema).map(([path, index]) => [path, index?.data_type]));
    expect(kinds).toMatchObject({
      'exact."extra.streaks"': "keyword",
      "record.extra.streaks": "float",
      'exact."extra.odd.name"': "keyword",
      "fields.tags.exact": "keyword",
      "fields.grade.value": "float",
    });
  });

  test("that two models fill at once loses neither's vectors, whoever inserts an image first", async () => {
    const [first, second] = [await place.open(), await place.open()];
    await Promise.all([first.useModel(model), second.useModel(other)]);
    for (let round = 0; round < 5; round++) {
      const records = Array.from({ length: 150 }, (_, n) => testRecord(`${round} ${n}`));
      await Promise.all([
        first.upsert(records.map((record, n) => testPoint(record, model, numberedVector(n, 8)))),
        second.upsert(records.map((record, n) => testPoint(record, other, numberedVector(n, 16)))),
      ]);
      const total = (round + 1) * 150;
      expect((await first.models()).map(({ vectors }) => vectors)).toEqual([total, total]);
      expect(await first.count(undefined, { everyImage: true })).toBe(total);
    }
  });

  test("has no image of an id that is no UUID, and says so as of any other", async () => {
    const store = await place.open();
    const record = testRecord("a");
    await store.upsert([{ record }]);
    expect((await store.get(["nonsense", record.id, ""])).map((image) => image?.id)).toEqual([
      undefined,
      record.id,
      undefined,
    ]);
    expect(await store.setFields(["nonsense", record.id], { tags: ["x"] })).toBe(1);
    expect(await store.count({ must: { has_id: ["nonsense"] } })).toBe(0);
    expect(await store.delete({ ids: ["nonsense"] })).toBe(0);
  });

  test("takes more images than one request holds, and one that is not changed is not written again", async () => {
    const store = await place.open();
    await store.useModel(model);
    const points = Array.from({ length: 1_500 }, (_, n) => testPoint(testRecord(`${n}`), model, numberedVector(n, 8)));
    await store.upsert(points);
    expect(await store.count()).toBe(1_500);
    await store.upsert(points.map(({ record }) => ({ record })));
    expect(await store.count()).toBe(1_500);
    const [hits] = await store.search([{ vector: numberedVector(700, 8), limit: 1 }]);
    expect(hits[0].record.key).toBe("700");
  });

  test("is sampled for a distribution beyond the stated number, with an interval", async () => {
    const store = await createQdrantStore({
      ...place.options,
      search: { distributionExactBelow: 500, distributionSample: 300 },
    });
    await store.useModel(model);
    const points = Array.from({ length: 1_000 }, (_, n) =>
      testPoint(testRecord(`${n}`), model, axis(n % 4 ? 1 : 0, 8)),
    );
    await store.upsert(points);
    const sampled = await store.distribution({ vector: axis(0, 8), minimum: 0.5 }, { bins: 2 });
    expect(sampled).toMatchObject({ matching: 1_000, exact: false, sample: { size: 300 } });
    // One image in four passes; 300 of them give 55 to 95 but for one time in 10,000.
    expect(sampled.passing).toBeGreaterThan(160);
    expect(sampled.passing).toBeLessThan(340);
    expect(sampled.sample!.passingLow).toBeLessThan(sampled.passing);
    expect(sampled.sample!.passingHigh).toBeGreaterThan(sampled.passing);
    const filter = { must: { has_id: points.slice(0, 400).map(({ record }) => record.id) } };
    const exact = await store.distribution({ vector: axis(0, 8), minimum: 0.5, filter }, { bins: 2 });
    expect(exact).toMatchObject({ matching: 400, passing: 100, exact: true, histogram: { counts: [300, 100] } });
  });
});
