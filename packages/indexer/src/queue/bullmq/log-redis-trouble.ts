import type { Redis } from "ioredis";
import type { WorkerLog } from "./attempt-job.ts";

/**
 * Tells once that the queue's server does not answer, and once that it does again: each of a worker's connections says so every
 * two seconds.
 *
 * @param redis one of these connections
 * @returns takes the errors of any
 */
export function logRedisTrouble(redis: Redis, logger: WorkerLog | undefined): (error: Error) => void {
  const told = new Set<string>();
  redis.on("ready", () => {
    if (told.size > 0) logger?.info({}, "the queue's Redis answers again");
    told.clear();
  });
  return ({ message: reason }) => {
    if (told.has(reason)) return;
    told.add(reason);
    logger?.warn({ reason }, "the queue's Redis did not answer as it should; the worker waits for it");
  };
}
