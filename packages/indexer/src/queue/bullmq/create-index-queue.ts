import { randomUUID } from "node:crypto";
import { AppError, type CallOptions, type Run, type RunQueue, hasEnded, throwIfCancelled } from "@lesion-atlas/core";
import type { Queue } from "bullmq";
import { checkPlan } from "../check-plan.ts";
import { checkRedis } from "../redis/check-redis.ts";
import { type RedisConnection, askRedis, openRedis } from "../redis/open-redis.ts";
import { followEvents } from "./follow-events.ts";
import { defaultPrefix, rangeJobId, runJobId } from "./names.ts";
import { presentWorkers } from "./present-workers.ts";
import { queuesOf } from "./queues-of.ts";
import { type KeptRun, toRun } from "./run-hash.ts";
import { createRunRecords } from "./run-records.ts";

export interface IndexQueueOptions {
  /** Encodes the runs that are started here: workers of this model do them. Without one, `start` throws. */
  model?: { id: string; fingerprint: string };
  /** In front of every key in Redis; the workers' must be the same. `lesion` unless given. */
  prefix?: string;
}

/** The port, and BullMQ's own queues for those who look at them. */
export interface IndexQueue extends RunQueue {
  /** Those of every model that ever had a run. */
  bullQueues(options?: CallOptions): Promise<Queue[]>;
}

/** Jobs taken out of the queue at once. */
const removedAtOnce = 200;

/**
 * Runs in a Redis, for any number of workers (`createIndexWorker`). Their state is all in Redis.
 *
 * @throws AppError `unsupported` for a Redis that is too old, `store_unavailable` for none
 */
export async function createIndexQueue(
  connection: RedisConnection,
  { model, prefix = defaultPrefix }: IndexQueueOptions = {},
): Promise<IndexQueue> {
  await checkRedis(connection);
  const redis = openRedis(connection, { patient: false });
  const records = createRunRecords(redis, prefix);
  const queues = queuesOf(redis, prefix);

  const keptRun = (id: string) => askRedis(() => records.read(id));

  async function surely(id: string): Promise<KeptRun> {
    const kept = await keptRun(id);
    if (kept) return kept;
    throw new AppError("not_found", `there is no run ${id}: lesion status shows those there are`);
  }

  /** Adding it again adds nothing. */
  async function addJob({ id, round, model, plan }: KeptRun): Promise<void> {
    const { runs } = queues.of(model.fingerprint);
    await runs.add("run", { runId: id, round }, { jobId: runJobId(id, round), priority: plan.priority });
  }

  /** Best effort: a range of a cancelled run that is left is taken and put down again. */
  async function removeWaiting({ id, round, model, added }: KeptRun): Promise<void> {
    const { ranges } = queues.of(model.fingerprint);
    for (let start = 0; start < added; start += removedAtOnce) {
      const some = await records.ranges(id, start, Math.min(removedAtOnce, added - start));
      await Promise.all(some.map((range) => ranges.remove(rangeJobId(id, round, range)).catch(() => 0)));
    }
  }

  return {
    async start(plan, { signal } = {}) {
      throwIfCancelled(signal);
      const checked = checkPlan(plan);
      if (!model) throw new AppError("invalid_input", "say which model is to encode the run");
      const id = checked.id ?? randomUUID();
      return askRedis(async () => {
        await records.create(id, checked, { id: model.id, fingerprint: model.fingerprint });
        const kept = await surely(id);
        if (kept.state === "waiting") await addJob(kept);
        return toRun(kept);
      });
    },
    get: async (id) => toRun(await surely(id)),
    list: async ({ limit = 100 } = {}) => (await askRedis(() => records.newest(limit))).map(toRun),
    async *events(id, options = {}) {
      await surely(id);
      const reader = openRedis(connection, { patient: false });
      const stop = () => reader.disconnect();
      options.signal?.addEventListener("abort", stop, { once: true });
      try {
        const state = async () => (await surely(id)).state;
        yield* followEvents(reader, { stream: records.keys.events(id), state }, options);
      } catch (error) {
        throwIfCancelled(options.signal);
        throw error;
      } finally {
        options.signal?.removeEventListener("abort", stop);
        reader.disconnect();
      }
    },
    async *rejects(id, { signal } = {}) {
      const { ranges } = await surely(id);
      for (let range = 0; range < ranges; range++) {
        throwIfCancelled(signal);
        const outcome = await askRedis(() => records.outcome(id, range));
        if (outcome) yield* await askRedis(() => records.rejects(id, range));
      }
    },
    async cancel(id) {
      return askRedis(async () => {
        const kept = await surely(id);
        await records.enter(kept, "cancelled", { stamp: "finished_at" });
        if (!hasEnded(kept.state)) await removeWaiting(await surely(id));
        return toRun(await surely(id));
      });
    },
    async retry(id): Promise<Run> {
      return askRedis(async () => {
        const kept = await surely(id);
        if (kept.state !== "waiting") {
          const round = await records.beginRound(kept);
          if (round === 0) throw new AppError("conflict", `the run ${id} is ${kept.state}: cancel it first`);
        }
        const reopened = await surely(id);
        await addJob(reopened);
        return toRun(reopened);
      });
    },
    async depth() {
      return askRedis(async () => {
        const depth = { waiting: 0, active: 0, delayed: 0 };
        for (const fingerprint of await records.models()) {
          const { ranges } = queues.of(fingerprint);
          const counts = await ranges.getJobCounts("waiting", "prioritized", "active", "delayed");
          depth.waiting += counts.waiting + counts.prioritized;
          depth.active += counts.active;
          depth.delayed += counts.delayed;
        }
        return depth;
      });
    },
    workers: () => askRedis(() => presentWorkers(redis, prefix)),
    async bullQueues() {
      const fingerprints = await askRedis(() => records.models());
      return fingerprints.flatMap((fingerprint): Queue[] => Object.values(queues.of(fingerprint)));
    },
    async close() {
      await queues.close();
      redis.disconnect();
    },
  };
}
