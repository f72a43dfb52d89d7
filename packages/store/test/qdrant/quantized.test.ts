import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { VectorStore } from "@lesion-atlas/core";
import { hasQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { type Quantization, createEmbeddedStore, createQdrantStore } from "../../src/index.ts";
import { testModel, testPoint, testRecord, unit } from "../contract/images.ts";
import { type QdrantPlace, qdrantPlace } from "./place.ts";

const dimensions = 128;
const model = testModel("quantized", dimensions);
const count = 2_000;
const clusters = 40;

/** Directions in clusters, as an encoder's are: a centre and a smaller part of its own. */
function clustered(n: number) {
  const wave = (seed: number, index: number) => Math.sin((seed + 1) * 12.9898 + (index + 1) * (78.233 + seed * 0.37));
  return unit(Array.from({ length: dimensions }, (_, i) => wave(n % clusters, i) + 0.6 * wave(n + 1_000, i)));
}

const points = Array.from({ length: count }, (_, n) =>
  testPoint(testRecord(`${n}`, { age_approx: n % 2, sex: n % 20 ? "male" : "female" }), model, clustered(n)),
);
const queries = Array.from({ length: 60 }, (_, n) => ({
  vector: unit(Array.from(clustered(n * 37), (value, i) => value + 0.02 * Math.sin(n * 91 + i))),
  limit: 10,
}));

describe.skipIf(!hasQdrant)(`quantized vectors in indexed segments of Qdrant${needsQdrant}`, () => {
  let server: QdrantServer;
  let place: QdrantPlace;
  beforeAll(async () => void (server = await startQdrant()));
  afterAll(() => server?.stop());
  afterEach(() => place?.dispose());

  /** Every vector in a segment with a graph, and the collection at rest. */
  async function untilIndexed(): Promise<void> {
    for (;;) {
      const { status, indexed_vectors_count } = await place.client.getCollection(place.collection);
      if (status === "green" && (indexed_vectors_count ?? 0) >= count) return;
      await sleep(100);
    }
  }

  async function filled(quantization: Quantization): Promise<VectorStore> {
    place = await qdrantPlace(server.url, { collection: { indexingThresholdKb: 1, quantization } });
    const store = await place.open();
    await store.useModel(model);
    await store.upsert(points);
    await untilIndexed();
    const { config } = await place.client.getCollection(place.collection);
    expect(config.params.vectors).toMatchObject({
      [model.fingerprint]: { quantization_config: quantization.kind === "none" ? null : { [quantization.kind]: {} } },
    });
    return store;
  }

  let truth: Awaited<ReturnType<VectorStore["search"]>>;
  beforeAll(async () => {
    const embedded = await createEmbeddedStore(":memory:");
    await embedded.useModel(model);
    await embedded.upsert(points);
    truth = await embedded.search(queries);
    await embedded.close();
  });

  function recall(lists: typeof truth): number {
    const found = lists.map((hits, n) => {
      const wanted = new Set(truth[n].map(({ id }) => id));
      return hits.filter(({ id }) => wanted.has(id)).length / wanted.size;
    });
    return found.reduce((sum, share) => sum + share, 0) / found.length;
  }

  test.each<Quantization>([{ kind: "scalar" }, { kind: "product", compression: "x4" }, { kind: "binary" }])(
    "$kind: rescored hits have the vectors' own scores, and a distribution stays exact",
    { timeout: 300_000 },
    async (quantization) => {
      const store = await filled(quantization);
      const lists = await store.search(queries);
      const scores = new Map(truth.flatMap((hits, n) => hits.map(({ id, dot }) => [`${n} ${id}`, dot] as const)));
      lists.forEach((hits, n) =>
        hits.forEach(({ id, dot }) => {
          const own = scores.get(`${n} ${id}`);
          if (own !== undefined) expect(Math.abs(dot - own)).toBeLessThan(1e-5);
        }),
      );
      if (quantization.kind === "scalar") expect(recall(lists)).toBeGreaterThanOrEqual(0.99);
      const exact = await createQdrantStore({ ...place.options, search: { exact: true } });
      await exact.useModel(model);
      expect(exact.capabilities.exactSearch).toBe(true);
      expect(recall(await exact.search(queries))).toBe(1);
      const distribution = await store.distribution({ vector: queries[0].vector, minimum: truth[0][9].dot - 1e-6 });
      expect(distribution).toMatchObject({ matching: count, passing: 10, exact: true });
    },
  );

  test("int8 without rescoring differs from the vectors' own scores by less than its step allows", async () => {
    await filled({ kind: "scalar" });
    const coarse = await createQdrantStore({ ...place.options, search: { rescore: false, oversampling: 1 } });
    await coarse.useModel(model);
    const exact = new Map(points.map(({ record, vector }) => [record.id, vector!.values]));
    const lists = await coarse.search(queries);
    let differ = 0;
    lists.forEach((hits, n) =>
      hits.forEach(({ id, dot }) => {
        const own = exact.get(id)!.reduce((sum, value, i) => sum + value * queries[n].vector[i], 0);
        if (Math.abs(dot - own) > 1e-6) differ += 1;
        expect(Math.abs(dot - own)).toBeLessThan(0.02);
      }),
    );
    expect(differ).toBeGreaterThan(0);
  });

  test("a selective filter is searched exactly", async () => {
    await filled({ kind: "scalar" });
    const narrow = await createQdrantStore({ ...place.options, search: { ef: 4, rescore: false, exactBelow: 500 } });
    await narrow.useModel(model);
    const female = { must: { key: "sex", match: { value: "female" } } };
    const embedded = await createEmbeddedStore(":memory:");
    await embedded.useModel(model);
    await embedded.upsert(points);
    const filtered = queries.map((query) => ({ ...query, filter: female }));
    const [lists, wanted] = [await narrow.search(filtered), await embedded.search(filtered)];
    expect(lists.map((hits) => hits.map(({ id }) => id))).toEqual(wanted.map((hits) => hits.map(({ id }) => id)));
    await embedded.close();
  });
});
