import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createIndexQueue, createIndexWorker } from "@lesion-atlas/indexer";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { expireRuns } from "../../packages/indexer/src/queue/bullmq/expire-runs.ts";
import { queuesOf } from "../../packages/indexer/src/queue/bullmq/queues-of.ts";
import { createRunRecords } from "../../packages/indexer/src/queue/bullmq/run-records.ts";
import { createHeldEncoder } from "../../packages/indexer/test/queue/held-encoder.ts";
import { all, ended, until } from "../../packages/indexer/test/queue/contract/run-queue.ts";
import { drawnArchive, keyOf } from "../indexing/support/drawn-archive.ts";
import { storedImages } from "../indexing/support/stored-images.ts";
import { type OwnRedis, hasOwnRedis, needsOwnRedis, startOwnRedis } from "../support/redis/start-own-redis.ts";

const dayMs = 86_400_000;

describe.skipIf(!hasOwnRedis)(`runs that ended long ago${needsOwnRedis}`, () => {
  let redis: OwnRedis;
  let client: Redis;
  beforeAll(async () => {
    redis = await startOwnRedis();
    client = new Redis(redis.url, { maxRetriesPerRequest: null });
  });
  beforeEach(() => client.flushall());
  afterAll(async () => {
    client?.disconnect();
    await redis?.stop();
  });

  async function open() {
    const store = await createEmbeddedStore(":memory:", { threads: 1 });
    const { encoder, hold } = createHeldEncoder();
    const queue = await createIndexQueue(redis.url, { model: encoder.model });
    const queues = queuesOf(client, "lesion");
    const records = createRunRecords(client, "lesion");
    const startWorker = (keepRuns?: { days?: number; count?: number }) =>
      createIndexWorker(redis.url, { store, encoder, attempts: 1, keepRuns });
    onTestFinished(async () => {
      await queues.close();
      await queue.close();
      await store.close();
    });
    return { store, hold, queue, parts: { queues, records }, startWorker };
  }
  const keysOf = async (id: string) => (await client.keys(`*${id}*`)).sort();

  test("jobs, events and rejects of a run go with it when it is old enough; what it stored stays", async () => {
    const { store, queue, parts, startWorker } = await open();
    const worker = await startWorker();
    onTestFinished(() => worker.close());
    const location = await drawnArchive(12);
    await writeFile(join(location, `${keyOf(5)}.jpg`), "no image");
    await queue.start({ id: "old", archive: "drawn", location, imagesPerRange: 3 });
    await ended(queue, "old");
    await queue.retry("old");
    expect(await ended(queue, "old")).toMatchObject({ state: "completed", round: 2 });
    expect((await keysOf("old")).length).toBeGreaterThan(5);

    expect(await expireRuns(parts, { days: 7 }, Date.now() + 6 * dayMs)).toEqual([]);
    expect(await all(queue.rejects("old"))).toHaveLength(1);
    expect(await expireRuns(parts, { days: 7 }, Date.now() + 8 * dayMs)).toEqual(["old"]);
    expect(await keysOf("old")).toEqual([]);
    expect(await queue.list()).toEqual([]);
    await expect(queue.get("old")).rejects.toMatchObject({ code: "not_found" });
    expect((await storedImages(store)).size).toBe(11);

    await queue.start({ id: "old", archive: "drawn", location });
    expect(await ended(queue, "old")).toMatchObject({ state: "completed", round: 1, done: 12 });
  });

  test("of more runs than are kept the oldest go; those that go on are never touched, nor what has just ended", async () => {
    const { hold, queue, parts, startWorker } = await open();
    const location = await drawnArchive(6);
    hold(true);
    await queue.start({ id: "goes-on", archive: "a", location, imagesPerRange: 2, priority: 1 });
    const worker = await startWorker();
    onTestFinished(async () => {
      hold(false);
      await worker.close();
    });
    await until(queue, "goes-on", (event) => event.event === "state" && event.state === "running");
    const before = await keysOf("goes-on");
    for (const id of ["first", "second", "third"]) {
      await queue.start({ id, archive: id, location, imagesPerRange: 2 });
      await queue.cancel(id);
    }
    await queue.start({ id: "waits", archive: "b", location });
    const soon = Date.now() + 600_000;
    expect(await expireRuns(parts, { days: 0, count: 1 }, soon)).toEqual([]);
    const later = Date.now() + dayMs;
    expect(await expireRuns(parts, { count: 3 }, later)).toEqual(["first"]);
    expect(await expireRuns(parts, { days: 0, count: 1 }, later)).toEqual(["second", "third"]);
    expect((await queue.list()).map(({ id }) => id)).toEqual(["waits", "goes-on"]);
    expect(await keysOf("goes-on")).toEqual(expect.arrayContaining(before));
    hold(false);
    expect(await ended(queue, "goes-on")).toMatchObject({ state: "completed", done: 6 });
    expect(await ended(queue, "waits")).toMatchObject({ state: "completed", done: 6 });
  });

  test("a run that was retried meanwhile is left; one whose removal was cut off is removed by the next", async () => {
    const { queue, parts, startWorker } = await open();
    const location = await drawnArchive(2);
    for (const id of ["retried", "cut"]) {
      await queue.start({ id, archive: id, location });
      await queue.cancel(id);
    }
    const end = await parts.records.endOf("retried");
    await queue.retry("retried");
    expect(await parts.records.claimExpired("retried", end!)).toBe(false);
    expect(await parts.records.claimExpired("cut", (await parts.records.endOf("cut"))!)).toBe(true);
    await expect(queue.retry("cut")).rejects.toMatchObject({ code: "not_found" });
    expect(await expireRuns(parts, {}, Date.now() + 31 * dayMs)).toEqual(["cut"]);
    expect(await keysOf("cut")).toEqual([]);
    const worker = await startWorker();
    onTestFinished(() => worker.close());
    expect(await ended(queue, "retried")).toMatchObject({ state: "completed" });
  });

  test("a worker removes them when it starts", async () => {
    const { queue, startWorker } = await open();
    await queue.start({ id: "old", archive: "drawn", location: await drawnArchive(2) });
    await queue.cancel("old");
    const yearAgo = new Date(Date.now() - 365 * dayMs).toISOString();
    await client.hset("lesion:lesion-run:old", "finished_at", yearAgo);
    const worker = await startWorker({ days: 364 });
    await worker.close();
    expect(await keysOf("old")).toEqual([]);
  });
});
