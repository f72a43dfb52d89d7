import { rename, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { type Reject, type RunEvent, type RunQueue, type VectorStore, hasEnded } from "@lesion-atlas/core";
import { type ContractOptions, contractSuite } from "../../../../store/test/contract/contract-suite.ts";
import { drawnArchive, keyOf } from "../../../../../test/indexing/support/drawn-archive.ts";
import { storedImages } from "../../../../../test/indexing/support/stored-images.ts";
import { drawnImage } from "../../support/drawn-image.ts";
import { afterEach, beforeEach, expect } from "vitest";

/** A queue with whoever works on its runs, and the store that they write to. */
export interface QueuePlace {
  queue: RunQueue;
  store: VectorStore;
  /** Holds the encoder until it is called again with false. */
  hold(held: boolean): void;
  dispose(): Promise<void>;
}

/**
 * The contract of `RunQueue`.
 *
 * @param create makes an empty queue for each test; what may pass is tried twice, with no pause worth the name
 */
export function testRunQueue(name: string, create: () => Promise<QueuePlace>, options: ContractOptions = {}): void {
  contractSuite(`${name}: a run queue`, options, (check) => {
    let place: QueuePlace;
    let queue: RunQueue;
    beforeEach(async () => {
      place = await create();
      ({ queue } = place);
    });
    afterEach(() => place.dispose());

    check("a run stores every image once and says so", async () => {
      const location = await drawnArchive(20);
      const { id } = await queue.start({ archive: "drawn", location, imagesPerRange: 6 });
      const run = await ended(queue, id);
      expect(run).toMatchObject({ state: "completed", done: 20, total: 20, round: 1, format: "isic" });
      expect(run.counts).toEqual({ stored: 20, unchanged: 0, updated: 0, rejected: 0, deleted: 0 });
      expect(run.ranges.done).toBe(run.ranges.planned);
      expect((await storedImages(place.store)).size).toBe(20);
    });

    check("a plan that is started again under one id is one run; a plan that makes no sense is refused", async () => {
      const plan = { id: "once", archive: "drawn", location: await drawnArchive(5) };
      const started = await Promise.all([queue.start(plan), queue.start(plan)]);
      expect(started.map(({ id }) => id)).toEqual(["once", "once"]);
      expect(await ended(queue, "once")).toMatchObject({ state: "completed", done: 5 });
      expect(await queue.start(plan)).toMatchObject({ state: "completed", round: 1 });
      expect(await queue.list()).toHaveLength(1);
      for (const wrong of [{ archive: "" }, { priority: 0 }, { limit: 0.5 }, { id: "a:b" }, { imagesPerRange: 5000 }]) {
        await expect(queue.start({ ...plan, ...wrong })).rejects.toMatchObject({ code: "invalid_input" });
      }
    });

    check("runs are listed newest first; one that is not there is not found", async () => {
      const location = await drawnArchive(2);
      for (const id of ["a", "b", "c"]) {
        await queue.start({ id, archive: id, location });
        await ended(queue, id);
      }
      expect((await queue.list()).map(({ id }) => id)).toEqual(["c", "b", "a"]);
      expect((await queue.list({ limit: 1 })).map(({ id }) => id)).toEqual(["c"]);
      for (const call of [queue.get("x"), queue.cancel("x"), queue.retry("x"), all(queue.rejects("x"))]) {
        await expect(call).rejects.toMatchObject({ code: "not_found" });
      }
      await expect(all(queue.events("x"))).rejects.toMatchObject({ code: "not_found" });
    });

    check("events end with the run's end, and a reader resumes behind any of them", async () => {
      const { id } = await queue.start({ archive: "drawn", location: await drawnArchive(12), imagesPerRange: 4 });
      const events = await all(queue.events(id));
      expect(events[0]).toMatchObject({ event: "state", state: "waiting" });
      expect(events.at(-1)).toMatchObject({ event: "state", state: "completed" });
      const progress = events.filter(({ event }) => event === "progress");
      expect(progress.at(-1)).toMatchObject({ done: 12, counts: { stored: 12 } });
      expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
      for (const [place, { id: after }] of events.entries()) {
        expect(await all(queue.events(id, { after }))).toEqual(events.slice(place + 1));
      }
      await expect(all(queue.events(id, { after: "x" }))).rejects.toMatchObject({ code: "invalid_input" });
    });

    check("a reader of events who stops does not wait for the run", async () => {
      place.hold(true);
      const { id } = await queue.start({ archive: "drawn", location: await drawnArchive(3) });
      const stop = new AbortController();
      const read = all(queue.events(id, { signal: stop.signal }));
      stop.abort();
      await expect(read).rejects.toMatchObject({ code: "cancelled" });
      place.hold(false);
      await ended(queue, id);
    });

    check("a cancelled run does no more, and a retry does the rest", async () => {
      place.hold(true);
      const { id } = await queue.start({ archive: "drawn", location: await drawnArchive(40), imagesPerRange: 10 });
      await until(queue, id, (event) => event.event === "state" && event.state === "running");
      await expect(queue.retry(id)).rejects.toMatchObject({ code: "conflict" });
      expect(await queue.cancel(id)).toMatchObject({ state: "cancelled" });
      place.hold(false);
      expect(await queue.cancel(id)).toMatchObject({ state: "cancelled" });
      expect(await queue.retry(id)).toMatchObject({ state: "waiting", round: 2 });
      const run = await ended(queue, id);
      expect(run).toMatchObject({ state: "completed", done: 40, round: 2, ranges: { failed: 0 } });
      expect(run.counts.stored + run.counts.unchanged).toBe(40);
      expect((await storedImages(place.store)).size).toBe(40);
    });

    check("rejects are named once, also when they are tried again, and no more when they are mended", async () => {
      const location = await drawnArchive(8);
      const broken = [keyOf(2), keyOf(6)];
      for (const key of broken) await writeFile(join(location, `${key}.jpg`), "no image");
      const { id } = await queue.start({ archive: "drawn", location, imagesPerRange: 3 });
      expect(await ended(queue, id)).toMatchObject({ state: "completed", done: 8, counts: { rejected: 2, stored: 6 } });
      expect((await all<Reject>(queue.rejects(id))).map(({ key }) => key)).toEqual(broken);
      await writeFile(join(location, `${broken[0]}.jpg`), await drawnImage(2));
      await queue.retry(id);
      expect(await ended(queue, id)).toMatchObject({ state: "completed", done: 8, counts: { rejected: 1 } });
      const rejects = await all<Reject>(queue.rejects(id));
      expect(rejects).toMatchObject([{ key: broken[1], file: `${broken[1]}.jpg` }]);
      expect(rejects[0].reason).toMatch(/decoded/);
      const told = (await all(queue.events(id))).filter(({ event }) => event === "reject");
      expect(told.map((event) => "key" in event && event.key).sort()).toEqual(broken);
    });

    check("an archive that is not there fails the run with a sentence, and nothing is deleted", async () => {
      const location = await drawnArchive(10);
      const first = await queue.start({ archive: "drawn", location });
      await ended(queue, first.id);
      await rename(location, `${location}-away`);
      const { id } = await queue.start({ archive: "drawn", location, prune: true });
      const run = await ended(queue, id);
      expect(run.state).toBe("failed");
      expect(run.reason).toContain(location);
      expect((await storedImages(place.store)).size).toBe(10);
      await rename(`${location}-away`, location);
      await queue.retry(id);
      expect(await ended(queue, id)).toMatchObject({ state: "completed", counts: { unchanged: 10, deleted: 0 } });
    });

    check("a run with prune deletes what has gone, up to a tenth", async () => {
      const location = await drawnArchive(20);
      await ended(queue, (await queue.start({ archive: "drawn", location })).id);
      await rename(join(location, `${keyOf(3)}.jpg`), join(location, ".gone"));
      const plan = { archive: "drawn", location, prune: true };
      expect(await ended(queue, (await queue.start(plan)).id)).toMatchObject({ counts: { unchanged: 19, deleted: 1 } });
      for (const n of [4, 5, 6]) await rename(join(location, `${keyOf(n)}.jpg`), join(location, `.gone-${n}`));
      const refused = await ended(queue, (await queue.start(plan)).id);
      expect(refused).toMatchObject({ state: "failed", counts: { deleted: 0 } });
      expect(refused.reason).toMatch(/3 of the 19/);
      const forced = await ended(queue, (await queue.start({ ...plan, force: true })).id);
      expect(forced).toMatchObject({ state: "completed", counts: { deleted: 3 } });
      expect((await storedImages(place.store)).size).toBe(16);
    });

    check("who is at work is told", async () => {
      const { model } = await queue.start({ archive: "drawn", location: await drawnArchive(1) });
      expect(await queue.workers()).toEqual([{ host: hostname(), model, roles: ["plan", "index"] }]);
    });

    check("the depth is nothing when every run has ended", async () => {
      await ended(queue, (await queue.start({ archive: "drawn", location: await drawnArchive(6) })).id);
      expect(await queue.depth()).toEqual({ waiting: 0, active: 0, delayed: 0 });
    });
  });
}

/** The run once it has ended. */
export async function ended(queue: RunQueue, id: string) {
  await all(queue.events(id));
  const run = await queue.get(id);
  expect(hasEnded(run.state), run.state).toBe(true);
  return run;
}

/** Waits for an event. */
export async function until(queue: RunQueue, id: string, isIt: (event: RunEvent) => boolean): Promise<void> {
  for await (const event of queue.events(id)) if (isIt(event)) return;
  throw new Error(`the run ${id} ended before it came`);
}

export async function all<Value = RunEvent>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
}
