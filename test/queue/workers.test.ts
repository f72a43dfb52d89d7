import { setTimeout as sleep } from "node:timers/promises";
import { createIndexQueue, createIndexWorker } from "@lesion-atlas/indexer";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createPixelEncoder } from "../indexing/support/pixel-encoder.ts";
import { type OwnRedis, hasOwnRedis, needsOwnRedis, startOwnRedis } from "../support/redis/start-own-redis.ts";

describe.skipIf(!hasOwnRedis)(`who works on runs, on a Redis that refuses CLIENT${needsOwnRedis}`, () => {
  let redis: OwnRedis;
  beforeAll(async () => {
    redis = await startOwnRedis({ settings: { "rename-command": ["CLIENT", "refused"] } });
  });
  afterAll(() => redis?.stop());

  async function openQueue(prefix: string) {
    const queue = await createIndexQueue(redis.url, { prefix });
    onTestFinished(() => queue.close());
    return queue;
  }

  test("each prefix knows its own workers, with what they do; one that is closed is gone at once", async () => {
    const store = await createEmbeddedStore(":memory:", { threads: 1 });
    const encoder = createPixelEncoder();
    const [ours, theirs] = [await openQueue("ours"), await openQueue("theirs")];
    const both = await createIndexWorker(redis.url, { store, encoder, prefix: "ours" });
    const indexer = await createIndexWorker(redis.url, { store, encoder, prefix: "ours", roles: ["index"] });
    onTestFinished(() => store.close());
    const rolesOf = async () => (await ours.workers()).map(({ roles }) => roles.join(" ")).sort();
    expect(await rolesOf()).toEqual(["index", "plan index"]);
    expect(await theirs.workers()).toEqual([]);
    await both.close();
    expect(await rolesOf()).toEqual(["index"]);
    await indexer.close();
    expect(await ours.workers()).toEqual([]);
  });

  test("one that says nothing any more is taken for gone", async () => {
    const queue = await openQueue("silent");
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    const member = JSON.stringify({ id: "x", host: "gone", model: { id: "m", fingerprint: "f" }, roles: ["index"] });
    await client.zadd("silent:lesion-workers", Date.now() + 300, member);
    expect(await queue.workers()).toMatchObject([{ host: "gone" }]);
    while ((await queue.workers()).length > 0) await sleep(50);
  });
});
