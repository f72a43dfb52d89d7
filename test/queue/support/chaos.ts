import { setTimeout as sleep } from "node:timers/promises";
import { type Run, hasEnded, imageId } from "@lesion-atlas/core";
import { createIndexQueue } from "@lesion-atlas/indexer";
import { createRandom } from "@lesion-atlas/phantom";
import { createPixelEncoder } from "../../indexing/support/pixel-encoder.ts";
import { startOwnRedis } from "../../support/redis/start-own-redis.ts";
import { type WorkerProcess, startWorker } from "./start-worker.ts";
import { type StorePlace, openStorePlace } from "./store-place.ts";

export interface ChaosSetting {
  /** An archive's folder. */
  folder: string;
  store: StorePlace;
  kills: number;
  /** Decides whom and when. */
  seed: number;
}

export interface ChaosOutcome {
  /** By whom: redis, planner, worker. */
  kills: Record<string, number>;
  /** Each as it ended. */
  runs: Run[];
  /** Keys by archive as the store has them, ascending. */
  stored: Record<string, string[]>;
  /** Ids in the store that are not made of their archive and key. */
  wrongIds: number;
  /** Keys of rejects by archive, as the queue names them. */
  rejects: Record<string, string[]>;
  seconds: number;
}

const workers = 4;
const lockMs = 1000;
const longestPauseMs = 700;
const patienceMs = 120_000;

/**
 * Indexes one folder again and again, each time as another archive, with four workers and a planner in processes of their
 * own, while one of them, or Redis, is killed at random moments and started again; then lets the last run end.
 */
export async function indexInChaos({ folder, store: place, kills, seed }: ChaosSetting): Promise<ChaosOutcome> {
  const began = performance.now();
  const random = createRandom(seed, "chaos");
  const redis = await startOwnRedis();
  const prefix = "chaos";
  const setting = { redis: redis.url, prefix, store: place, encodeMs: 30, lockMs };
  const store = await openStorePlace(place);
  const { model } = createPixelEncoder();
  await store.useModel(model);
  const queue = await createIndexQueue(redis.url, { model, prefix });
  const startIndexer = () => startWorker({ ...setting, roles: ["index"] });
  const startPlanner = () => startWorker({ ...setting, roles: ["plan"] });
  const indexers = Array.from({ length: workers }, startIndexer);
  let planner = startPlanner();

  /** As a service manager does: a worker that finds no Redis when it starts ends with an error. */
  function startEnded(): void {
    if (hasExited(planner)) planner = startPlanner();
    for (const [place, worker] of indexers.entries()) if (hasExited(worker)) indexers[place] = startIndexer();
  }
  const killed: Record<string, number> = { redis: 0, planner: 0, worker: 0 };
  const ids: string[] = [];

  /** Redis may forget its last second or two (appendfsync everysec): starting a run again starts nothing more. */
  const startSurely = (id: string) =>
    surely(() => queue.start({ id, archive: id, location: folder, imagesPerRange: 8 }));

  async function runGoesOn(): Promise<void> {
    const last = ids.at(-1);
    if (last !== undefined && !hasEnded((await startSurely(last)).state)) return;
    const id = `run-${ids.length}`;
    ids.push(id);
    await startSurely(id);
  }

  async function killOne(): Promise<void> {
    const victim = ["redis", "planner", "worker", "worker"][Math.floor(random.between(0, 4))];
    killed[victim]++;
    if (victim === "redis") {
      await redis.kill();
      await sleep(random.between(0, longestPauseMs));
      await redis.restart();
    } else if (victim === "planner") {
      await planner.kill();
      planner = startPlanner();
    } else {
      const number = Math.floor(random.between(0, workers));
      await indexers[number].kill();
      indexers[number] = startIndexer();
    }
  }

  const everybody = (): WorkerProcess[] => [planner, ...indexers];
  try {
    await Promise.all(everybody().map((worker) => worker.says(({ message }) => message === "ready")));
    for (let kill = 0; kill < kills; kill++) {
      startEnded();
      await runGoesOn();
      await sleep(random.between(0, longestPauseMs));
      await killOne();
    }
    const runs: Run[] = [];
    for (const id of ids) runs.push(await untilEnded(() => startSurely(id), startEnded));
    const rejects: ChaosOutcome["rejects"] = {};
    for (const id of ids) {
      rejects[id] = [];
      for await (const { key } of queue.rejects(id)) rejects[id].push(key);
    }
    const stored: ChaosOutcome["stored"] = Object.fromEntries(ids.map((id) => [id, []]));
    let wrongIds = 0;
    for await (const { id, record } of store.scan({ everyImage: true })) {
      stored[record.archive].push(record.key);
      if (id !== imageId(record.archive, record.key)) wrongIds++;
    }
    for (const keys of Object.values(stored)) keys.sort();
    return { kills: killed, runs, stored, wrongIds, rejects, seconds: (performance.now() - began) / 1000 };
  } finally {
    await Promise.all(everybody().map((worker) => worker.kill()));
    await queue.close();
    await store.close();
    await redis.stop();
  }
}

/** Redis may be down at the moment. */
async function surely<Value>(call: () => Promise<Value>): Promise<Value> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(50)) {
    try {
      return await call();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

function hasExited({ child }: WorkerProcess): boolean {
  return child.exitCode !== null;
}

async function untilEnded(read: () => Promise<Run>, meanwhile: () => void): Promise<Run> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(100)) {
    meanwhile();
    const run = await read();
    if (hasEnded(run.state)) return run;
    if (Date.now() > deadline) throw new Error(`the run does not end: ${JSON.stringify(run)}`);
  }
}
