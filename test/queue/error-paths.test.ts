import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type VectorStore, imageId } from "@lesion-atlas/core";
import { checkRedis, createIndexQueue, createIndexWorker } from "@lesion-atlas/indexer";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createHeldEncoder } from "../../packages/indexer/test/queue/held-encoder.ts";
import { all, ended, until } from "../../packages/indexer/test/queue/contract/run-queue.ts";
import { temporaryFolder } from "../../packages/indexer/test/support/temporary-folder.ts";
import { drawnArchive, keyOf } from "../indexing/support/drawn-archive.ts";
import { createPixelEncoder } from "../indexing/support/pixel-encoder.ts";
import { storedImages } from "../indexing/support/stored-images.ts";
import { canMount, needsMount } from "../support/can-mount.ts";
import { type OwnRedis, hasOwnRedis, needsOwnRedis, startOwnRedis } from "../support/redis/start-own-redis.ts";
import { startWorker } from "./support/start-worker.ts";

describe.skipIf(!hasOwnRedis)(`what goes wrong in a run${needsOwnRedis}`, () => {
  let redis: OwnRedis;
  beforeAll(async () => {
    redis = await startOwnRedis();
  });
  afterAll(() => redis?.stop());

  /** A queue and a worker in this process, under a prefix of their own, on a store. */
  async function openQueue(store: VectorStore, prefix: string) {
    const { encoder, hold } = createHeldEncoder();
    const queue = await createIndexQueue(redis.url, { model: encoder.model, prefix });
    const options = { store, encoder, prefix, attempts: 2, firstBackoffMs: 20, batchSize: 4 };
    const worker = await createIndexWorker(redis.url, options);
    onTestFinished(async () => {
      hold(false);
      await worker.close();
      await queue.close();
    });
    return { queue, hold };
  }

  async function memoryStore(): Promise<VectorStore> {
    const store = await createEmbeddedStore(":memory:", { threads: 1 });
    onTestFinished(() => store.close());
    return store;
  }

  test("a Redis that is older than what is asked for is named, with both versions", async () => {
    const { version } = await checkRedis(redis.url);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    await expect(checkRedis(redis.url, { oldest: "99.1.0" })).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining(`is ${version}, older than 99.1.0`),
    });
    const options = { oldest: version };
    expect(await checkRedis(redis.url, options)).toMatchObject({ version, warnings: [] });
  });

  test("Redis goes in mid-run and comes back: the caller is told, the run goes on and ends", async () => {
    const own = await startOwnRedis({ settings: { appendfsync: "always" } });
    onTestFinished(() => own.stop());
    const store = await memoryStore();
    const { encoder, hold } = createHeldEncoder();
    const queue = await createIndexQueue(own.url, { model: encoder.model });
    const said: string[] = [];
    const say = (_facts: object, message: string) => void said.push(message);
    const logger = { info: say, warn: say };
    const worker = await createIndexWorker(own.url, { store, encoder, batchSize: 4, lockMs: 2000, logger });
    onTestFinished(async () => {
      await worker.close();
      await queue.close();
    });
    hold(true);
    const { id } = await queue.start({ archive: "drawn", location: await drawnArchive(30), imagesPerRange: 10 });
    await until(queue, id, (event) => event.event === "state" && event.state === "running");
    await own.kill();
    hold(false);
    await expect(queue.get(id)).rejects.toMatchObject({ code: "store_unavailable", retryable: true });
    await sleep(1000);
    await own.restart();
    expect(await ended(queue, id)).toMatchObject({ state: "completed", done: 30, ranges: { failed: 0 } });
    expect((await storedImages(store)).size).toBe(30);
    expect(said.filter((message) => /did not answer/.test(message)).length).toBeLessThan(6);
    expect(said.filter((message) => /answers again/.test(message))).toHaveLength(1);
  });

  test("an archive that is taken away in mid-run fails the run, and nothing is pruned; it is done when it is back", async () => {
    const store = await memoryStore();
    const { queue, hold } = await openQueue(store, "moved");
    const location = await drawnArchive(40);
    hold(true);
    const { id } = await queue.start({ archive: "drawn", location, imagesPerRange: 8, prune: true, force: true });
    await until(queue, id, (event) => event.event === "state" && event.state === "running");
    await rename(location, `${location}-away`);
    hold(false);
    const run = await ended(queue, id);
    expect(run).toMatchObject({ state: "failed", counts: { deleted: 0 } });
    expect(run.reason).toMatch(/check (that it exists and is mounted|the path)/);
    const warnings = (await all(queue.events(id))).filter(({ event }) => event === "warning");
    expect(warnings).toMatchObject([{ message: expect.stringMatching(/(mounted|path).*; it is tried again$/) }]);
    const before = (await storedImages(store)).size;
    expect(before).toBe(run.counts.stored);
    await rename(`${location}-away`, location);
    await queue.retry(id);
    expect(await ended(queue, id)).toMatchObject({ state: "completed", done: 40, counts: { deleted: 0 } });
    expect((await storedImages(store)).size).toBe(40);
  });

  test("a store that knows the model otherwise refuses the worker at once", async () => {
    const store = await memoryStore();
    const encoder = createPixelEncoder();
    await store.useModel({ ...encoder.model, dimensions: 5 });
    await expect(createIndexWorker(redis.url, { store, encoder })).rejects.toMatchObject({ code: "model_mismatch" });
  });

  test.skipIf(!canMount)(
    `a store that is full fails the run with a sentence, and keeps what it has${needsMount}`,
    async () => {
      const place = mkdtempSync(join(tmpdir(), "lesion-full-"));
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=640k", "tmpfs", place]);
      const store = await createEmbeddedStore(join(place, "store.sqlite"), { threads: 1 });
      onTestFinished(async () => {
        await store.close();
        execFileSync("umount", [place]);
        rmSync(place, { recursive: true });
      });
      const { queue } = await openQueue(store, "full");
      const { id } = await queue.start({ archive: "drawn", location: await drawnArchive(600), imagesPerRange: 50 });
      const run = await ended(queue, id);
      expect(run.state).toBe("failed");
      expect(run.reason).toMatch(/full|room|space/i);
      expect((await storedImages(store)).size).toBeGreaterThanOrEqual(run.counts.stored);
      expect(run.counts.stored).toBeLessThan(600);
    },
  );

  test("SIGTERM during a range: what it had done stays, another does the rest, no word of an error", async () => {
    const path = join(await temporaryFolder(), "store.sqlite");
    const store = await createEmbeddedStore(path, { threads: 1 });
    const { model } = createPixelEncoder();
    const prefix = "ended";
    const queue = await createIndexQueue(redis.url, { model, prefix });
    const setting = { redis: redis.url, prefix, store: { sqlite: path }, encodeMs: 200, lockMs: 30_000 };
    const first = startWorker({ ...setting, roles: ["plan", "index"] });
    onTestFinished(async () => {
      await queue.close();
      await store.close();
    });
    const { id } = await queue.start({ archive: "drawn", location: await drawnArchive(40), imagesPerRange: 40 });
    await store.useModel(model);
    const firstId = imageId("drawn", keyOf(0));
    while ((await store.get([firstId]))[0] === undefined) await sleep(20);
    expect(await first.end()).toBe(0);
    const kept = (await storedImages(store)).size;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(40);
    const second = startWorker({ ...setting, roles: ["plan", "index"] });
    const run = await ended(queue, id);
    expect(run).toMatchObject({ state: "completed", done: 40, counts: { stored: 40, unchanged: 0 } });
    expect(await second.end()).toBe(0);
    for (const { log } of [first, second]) expect(log.filter(({ level }) => level === "warn")).toEqual([]);
  });

  test("SIGTERM while Redis is away ends a worker after the grace time", async () => {
    const own = await startOwnRedis();
    const store = { sqlite: join(await temporaryFolder(), "store.sqlite") };
    const setting = { redis: own.url, prefix: "away", store, encodeMs: 1, lockMs: 30_000, graceMs: 500 };
    const worker = startWorker({ ...setting, roles: ["plan", "index"] });
    onTestFinished(() => worker.kill());
    await worker.says(({ message }) => message === "ready");
    await own.stop();
    await worker.says(({ message }) => /did not answer/.test(message!));
    expect(await worker.end()).toBe(0);
    expect(worker.log.some(({ message }) => /longer than the grace time/.test(message))).toBe(true);
  });
});
