import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { testModel, testPoint, testRecord, unit } from "../contract/images.ts";
import { type QdrantPlace, qdrantPlace } from "./place.ts";

const model = testModel("busy", 64);
const count = 6_000;

describe.skipIf(!hasQdrant)(`a field that is new while Qdrant's optimizer is at work${needsQdrant}`, () => {
  let server: QdrantServer;
  beforeAll(async () => void (server = await startQdrant()));
  afterAll(() => server?.stop());

  test("is counted and filtered like any other", async () => {
    // Graphs that take long to build.
    const collection = { indexingThresholdKb: 100, hnswM: 64, hnswEfConstruct: 1_000 };
    const place = await qdrantPlace(server.url, { collection, write: { bulkFrom: Infinity } });
    const store = await place.open();
    await store.useModel(model);
    const points = Array.from({ length: count }, (_, n) => {
      const values = Array.from({ length: 64 }, (_, axis) => Math.sin((n + 1) * (axis + 1) * 12.9898));
      return testPoint(testRecord(`${n}`), model, unit(values));
    });
    await store.upsert(points);
    for (let round = 0; round < 20; round++) {
      if (!(await isBusy(place))) await rebuildGraph(place, 1_000 + round);
      const field = `note ${round}`;
      await store.setFields([points[round].record.id, points[count - 1].record.id], { [field]: "seen twice" });
      await store.setFields([points[round + 1].record.id], { [field]: ["once", "seen twice", "once"] });
      const facet = await store.facet(`fields.${field}`);
      expect(facet).toEqual({
        values: [
          { value: "seen twice", count: 3 },
          { value: "once", count: 1 },
        ],
        missing: count - 3,
        otherValues: 0,
      });
      expect(await store.count({ must: [{ key: `fields.${field}`, match: { text: "twice" } }] })).toBe(3);
    }
    await place.dispose();
  }, 120_000);
});

const isBusy = async ({ client, collection }: QdrantPlace) =>
  (await client.getCollection(collection)).status === "yellow";

/** Resolves when the optimizer has begun. */
async function rebuildGraph(place: QdrantPlace, ef_construct: number): Promise<void> {
  const change = { vectors: { [model.fingerprint]: { hnsw_config: { ef_construct } } } };
  await place.client.updateCollection(place.collection, change);
  while (!(await isBusy(place))) await sleep(5);
}
