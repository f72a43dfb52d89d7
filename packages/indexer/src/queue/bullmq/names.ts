import { createHash } from "node:crypto";

/** In front of every key in Redis, unless given. */
export const defaultPrefix = "lesion";

/**
 * BullMQ's queues of one model: a worker never sees a job for another encoder than its own.
 *
 * @param fingerprint of the model
 */
export function queueNames(fingerprint: string): { runs: string; ranges: string } {
  const model = fingerprint.slice(0, 16);
  return { runs: `lesion-runs-${model}`, ranges: `lesion-ranges-${model}` };
}

/** Sorted set: the workers at work, by the moment at which they are taken for gone. */
export function presenceKey(prefix: string): string {
  return `${prefix}:lesion-workers`;
}

/** The keys of a run's own records, beside BullMQ's. */
export function recordKeys(prefix: string) {
  const run = (id: string) => `${prefix}:lesion-run:${id}`;
  return {
    /** Sorted set: run ids by time of creation. */
    runs: `${prefix}:lesion-run-ids`,
    /** Set: fingerprints of models that ever had a run. */
    models: `${prefix}:lesion-run-models`,
    /** Hash: images a second by fingerprint, as workers measured them. */
    speeds: `${prefix}:lesion-run-speeds`,
    /** Hash: the run's plan, state and sums. */
    run,
    /** Hash: range by its number. */
    ranges: (id: string) => `${run(id)}:ranges`,
    /** Hash: what became of each range, by its number. */
    outcomes: (id: string) => `${run(id)}:outcomes`,
    /** Hash: rejects of one range by image key. */
    rejects: (id: string, range: number) => `${run(id)}:rejects:${range}`,
    /** While it is there, the run's followers have been told of what is tried again. */
    warned: (id: string) => `${run(id)}:warned`,
    /** Stream. */
    events: (id: string) => `${run(id)}:events`,
  };
}

/** Job id of a run's planner; each retry has its own. BullMQ takes no colons and no plain integers. */
export function runJobId(runId: string, round: number): string {
  return `${runId}.${round}.run`;
}

/** Job id of a range: the same whoever plans it, and however often. */
export function rangeJobId(runId: string, round: number, range: { first: string; last: string }): string {
  const digest = createHash("sha256").update(`${range.first}\0${range.last}`).digest("hex").slice(0, 32);
  return `${runId}.${round}.${digest}`;
}
