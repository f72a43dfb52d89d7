import type { Job } from "bullmq";
import { rangeJobId } from "./names.ts";
import type { ModelQueues, RunJob } from "./queues-of.ts";
import type { KeyRange } from "./run-records.ts";

/** Ranges that are written and added together: fewer round trips than one by one. */
export const addedAtOnce = 64;

/**
 * Adds a job for each range as a child of the run's job. Adding one and tying it to its parent is one step of BullMQ's. Its `addBulk`
 * sends a pipeline of ioredis, which carries two fields for every script of BullMQ's: a planner of millions grows by 100 MiB.
 *
 * @param options.mayBeThere an earlier planner may have added some of them. Those are not added again, for a failed child would
 * be tied anew to a parent that waits for it for ever.
 */
export async function addChildren(
  { ranges: queue }: ModelQueues,
  parent: Job<RunJob>,
  ranges: readonly { range: KeyRange; number: number }[],
  { priority, mayBeThere }: { priority: number; mayBeThere: boolean },
): Promise<void> {
  const { runId, round } = parent.data;
  const add = async ({ range, number }: { range: KeyRange; number: number }) => {
    const jobId = rangeJobId(runId, round, range);
    if (mayBeThere && (await queue.getJob(jobId))) return;
    await queue.add(
      "range",
      { runId, round, range: number },
      {
        jobId,
        priority,
        ignoreDependencyOnFailure: true,
        parent: { id: parent.id!, queue: parent.queueQualifiedName },
      },
    );
  };
  await Promise.all(ranges.map(add));
}
