import { join } from "node:path";
import type { Encoder } from "@lesion-atlas/core";
import { createEmbeddingCache, createInProcessQueue, createIndexQueue, createIndexWorker } from "@lesion-atlas/indexer";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { ended } from "../../packages/indexer/test/queue/contract/run-queue.ts";
import { temporaryFolder } from "../../packages/indexer/test/support/temporary-folder.ts";
import { drawnArchive } from "../indexing/support/drawn-archive.ts";
import { createPixelEncoder } from "../indexing/support/pixel-encoder.ts";
import { storedImages } from "../indexing/support/stored-images.ts";
import { type OwnRedis, hasOwnRedis, needsOwnRedis, startOwnRedis } from "../support/redis/start-own-redis.ts";

/** Enough for a range whose speed would be remembered. */
const images = 64;

async function openCache() {
  const cache = createEmbeddingCache(join(await temporaryFolder(), "embeddings.sqlite"));
  onTestFinished(() => cache.close());
  return cache;
}

async function memoryStore() {
  const store = await createEmbeddedStore(":memory:", { threads: 1 });
  onTestFinished(() => store.close());
  return store;
}

/** The pixel encoder once it can encode no more. */
function brokenEncoder(): Encoder {
  return {
    ...createPixelEncoder(),
    encodeImages: () => Promise.reject(new Error("it was to encode nothing")),
  };
}

describe.skipIf(!hasOwnRedis)(`queue workers and the cache of embeddings${needsOwnRedis}`, () => {
  let redis: OwnRedis;
  beforeAll(async () => {
    redis = await startOwnRedis();
  });
  afterAll(() => redis?.stop());

  test("what one worker encoded another, on another store, takes from the cache; no speed is made of it", async () => {
    const location = await drawnArchive(images);
    const embeddingCache = await openCache();
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    const vectors = [];
    const speeds = [];
    for (const encoder of [createPixelEncoder(), brokenEncoder()]) {
      const store = await memoryStore();
      const queue = await createIndexQueue(redis.url, { model: encoder.model });
      const worker = await createIndexWorker(redis.url, { store, encoder, embeddingCache, attempts: 1 });
      const { id } = await queue.start({ archive: "drawn", location, imagesPerRange: images });
      expect(await ended(queue, id)).toMatchObject({ state: "completed", counts: { stored: images } });
      await worker.close();
      await queue.close();
      vectors.push(await storedImages(store));
      speeds.push(await client.hgetall("lesion:lesion-run-speeds"));
    }
    expect(vectors[1]).toEqual(vectors[0]);
    expect(Object.keys(speeds[0])).toHaveLength(1);
    expect(speeds[1]).toEqual(speeds[0]);
  });
});

test("a queue in this process takes from the cache, too", async () => {
  const location = await drawnArchive(6);
  const embeddingCache = await openCache();
  for (const encoder of [createPixelEncoder(), brokenEncoder()]) {
    const queue = createInProcessQueue({ store: await memoryStore(), encoder, embeddingCache });
    const { id } = await queue.start({ archive: "drawn", location });
    expect(await ended(queue, id)).toMatchObject({ state: "completed", counts: { stored: 6 } });
    await queue.close();
  }
});
