import { type JobsOptions, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { queueNames } from "./names.ts";

/** What a range job carries. */
export interface RangeJob {
  runId: string;
  round: number;
  /** Number of the range in its run, from 0. */
  range: number;
}

/** What a planner's job carries. */
export interface RunJob {
  runId: string;
  round: number;
}

/** The two queues of one model. */
export interface ModelQueues {
  runs: Queue<RunJob>;
  ranges: Queue<RangeJob>;
}

/** Attempts of one job at errors that may pass; with the waits below, some two hours. */
export const attempts = 30;

/** Milliseconds until the next attempt: doubled each time up to five minutes. */
export function backoffMs(attemptsMade: number, firstMs = 1000): number {
  return Math.min(firstMs * 2 ** (attemptsMade - 1), 300_000);
}

/** Options of both kinds of job. */
export const jobOptions: JobsOptions = {
  attempts,
  backoff: { type: "custom" },
  removeOnComplete: { age: 86_400, count: 1000 },
  removeOnFail: { age: 30 * 86_400, count: 10_000 },
};

/** BullMQ's queues by fingerprint, each opened when it is first asked for. */
export function queuesOf(connection: Redis, prefix: string) {
  const opened = new Map<string, ModelQueues>();
  return {
    of(fingerprint: string): ModelQueues {
      const known = opened.get(fingerprint);
      if (known) return known;
      const names = queueNames(fingerprint);
      const open = <Data>(name: string) => {
        const queue = new Queue<Data>(name, { connection, prefix, defaultJobOptions: jobOptions });
        queue.on("error", () => {});
        return queue;
      };
      const queues = { runs: open<RunJob>(names.runs), ranges: open<RangeJob>(names.ranges) };
      opened.set(fingerprint, queues);
      return queues;
    },
    async close(): Promise<void> {
      for (const { runs, ranges } of opened.values()) await Promise.all([runs.close(), ranges.close()]);
    },
  };
}
