import { setTimeout as sleep } from "node:timers/promises";
import { AppError, type Model, type Point, type VectorStore } from "@lesion-atlas/core";
import { createRandom } from "@lesion-atlas/phantom";
import { createQdrantStore } from "@lesion-atlas/store";
import { numberedVector, testModel, testPoint, testRecord } from "../../../packages/store/test/contract/images.ts";
import type { OwnQdrant } from "../../support/qdrant/start-qdrant.ts";

export interface KilledLoadSetting {
  images: number;
  dimensions: number;
  /** Images of one upsert. */
  batch: number;
  kills: number;
  /** Decides how long after an acknowledged batch each kill comes. */
  seed: number;
}

export interface KilledLoadOutcome {
  kills: number;
  /** What a search was answered while the server was gone, one for each kill. */
  outages: { code: string; retryable: boolean }[];
  /** Searches that the same handle answered after a restart. */
  searchesAfterwards: number;
  stored: number;
  /** Images that are missing, not of the archive, or stored otherwise than they were given. */
  wrong: string[];
  seconds: number;
}

/** Longest pause between an acknowledged batch and the kill, milliseconds: about two batches. */
const longestPauseMs = 60;

/**
 * Loads an archive through one handle while its server is killed and started again, many times, and compares what is
 * stored then with the archive, image by image. A batch that the handle gives up on is given again, as a worker does.
 */
export async function loadWhileKilled(server: OwnQdrant, setting: KilledLoadSetting): Promise<KilledLoadOutcome> {
  const { images, dimensions, batch, kills, seed } = setting;
  const began = performance.now();
  const model = testModel("killed load", dimensions);
  const store = await createQdrantStore({ url: server.url, retryForMs: 60_000, collection: { prefix: "killed" } });
  const written = createCounter();
  const outages: KilledLoadOutcome["outages"] = [];
  let searchesAfterwards = 0;

  async function load(): Promise<void> {
    for (let first = 0; first < images; first += batch) {
      await upsertSurely(store, pointsOf(model, first, Math.min(first + batch, images)));
      written.set(Math.min(first + batch, images));
    }
  }
  async function harm(): Promise<void> {
    const random = createRandom(seed, "kills");
    for (let kill = 0; kill < kills; kill += 1) {
      await written.reaches(Math.floor(((kill + 0.5) / kills) * images));
      await sleep(random.between(0, longestPauseMs));
      await server.kill();
      outages.push(await searchFailure(store, dimensions));
      await server.restart();
      searchesAfterwards += (await searchOnce(store, dimensions)).length > 0 ? 1 : 0;
    }
  }
  try {
    await store.useModel(model);
    await Promise.all([load(), harm()]);
    const { stored, wrong } = await differences(store, model, images);
    return { kills, outages, searchesAfterwards, stored, wrong, seconds: (performance.now() - began) / 1000 };
  } finally {
    await store.close();
  }
}

function pointsOf(model: Model, first: number, end: number): Point[] {
  return Array.from({ length: end - first }, (_, n) => pointOf(model, first + n));
}

function pointOf(model: Model, number: number): Point {
  const record = testRecord(`image ${number}`, { group: `lesion ${number >> 1}`, age_approx: (number % 18) * 5 });
  return testPoint(record, model, numberedVector(number, model.dimensions));
}

async function upsertSurely(store: VectorStore, points: readonly Point[]): Promise<void> {
  for (;;) {
    try {
      return await store.upsert(points);
    } catch (thrown) {
      if (!(thrown instanceof AppError && thrown.retryable)) throw thrown;
    }
  }
}

function searchOnce(store: VectorStore, dimensions: number) {
  return store.search([{ vector: numberedVector(0, dimensions), limit: 5 }]);
}

async function searchFailure(store: VectorStore, dimensions: number): Promise<{ code: string; retryable: boolean }> {
  const thrown = await searchOnce(store, dimensions).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof AppError) return { code: thrown.code, retryable: thrown.retryable };
  throw new Error("a search was answered while there was no server", { cause: thrown });
}

async function differences(store: VectorStore, model: Model, images: number) {
  const expected = new Map(pointsOf(model, 0, images).map((point) => [point.record.id, point]));
  const wrong: string[] = [];
  let stored = 0;
  for await (const image of store.scan({ vectors: true, everyImage: true })) {
    stored += 1;
    const point = expected.get(image.id);
    expected.delete(image.id);
    const isSame =
      point?.vector !== undefined &&
      JSON.stringify(sorted(image.record)) === JSON.stringify(sorted(point.record)) &&
      image.vector?.every((value, place) => Math.abs(value - point.vector!.values[place]) < 1e-6);
    if (!isSame) wrong.push(image.record.key);
  }
  return { stored, wrong: [...wrong, ...[...expected.values()].map(({ record }) => record.key)] };
}

function sorted(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A number that grows, and lets others wait for it. */
function createCounter() {
  let value = 0;
  const waiting: { target: number; go: () => void }[] = [];
  return {
    set(next: number) {
      value = next;
      for (const { target, go } of waiting) if (value >= target) go();
    },
    reaches(target: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (value >= target) resolve();
      else waiting.push({ target, go: resolve });
      return promise;
    },
  };
}
