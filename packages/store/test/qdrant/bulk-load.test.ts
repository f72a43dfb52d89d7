import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { batchOf, batchSize, processModel } from "../contract/batches.ts";
import { startChild } from "../contract/place.ts";
import { type QdrantPlace, qdrantPlace } from "./place.ts";

const usualKb = 777;

describe.skipIf(!hasQdrant)(`a load of many images into Qdrant${needsQdrant}`, () => {
  let server: QdrantServer;
  let place: QdrantPlace;
  beforeAll(async () => void (server = await startQdrant()));
  afterAll(() => server?.stop());
  beforeEach(async () => {
    place = await qdrantPlace(server.url, {
      collection: { indexingThresholdKb: usualKb },
      write: { bulkFrom: 3 * batchSize, bulkIdleMs: 2_000 },
    });
  });
  afterEach(() => place.dispose());

  const config = async () => (await place.client.getCollection(place.collection)).config;
  const threshold = async () => (await config()).optimizer_config.indexing_threshold!;
  async function untilUsual(): Promise<void> {
    while ((await threshold()) !== usualKb || (await config()).metadata?.load !== undefined) await sleep(50);
  }

  test("raises indexing_threshold until it is over; a few images do not", async () => {
    const store = await place.open();
    await store.useModel(processModel);
    for (let batch = 0; batch < 2; batch++) await store.upsert(batchOf("a", batch));
    expect(await threshold()).toBe(usualKb);
    for (let batch = 2; batch < 5; batch++) await store.upsert(batchOf("a", batch));
    expect(await threshold()).toBeGreaterThan(1_000_000);
    expect((await store.health()).detail).toContain("end of a load");
    await untilUsual();
    for (let batch = 5; batch < 9; batch++) await store.upsert(batchOf("a", batch));
    expect(await threshold()).toBeGreaterThan(1_000_000);
    await store.close();
    expect(await threshold()).toBe(usualKb);
  });

  test("that dies leaves the threshold to the next process, which puts it back", async () => {
    const child = startChild(place, "write", { name: "dies", batches: 1_000 });
    while ((await child.next()) !== 6) continue;
    await child.kill();
    expect(await threshold()).toBeGreaterThan(1_000_000);
    await place.open();
    await untilUsual();
  });

  test("of one process does not end another's", async () => {
    const [first, second] = [await place.open(), await place.open()];
    for (const store of [first, second]) await store.useModel(processModel);
    for (let batch = 0; batch < 4; batch++) await first.upsert(batchOf("first", batch));
    for (let batch = 0; batch < 4; batch++) await second.upsert(batchOf("second", batch));
    await first.close();
    expect(await threshold()).toBeGreaterThan(1_000_000);
    await second.close();
    expect(await threshold()).toBe(usualKb);
  });
});
