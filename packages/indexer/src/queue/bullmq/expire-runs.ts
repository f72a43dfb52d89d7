import type { ModelQueues } from "./queues-of.ts";
import { rangeJobId, runJobId } from "./names.ts";
import type { KeptRun } from "./run-hash.ts";
import type { RunRecords } from "./run-records.ts";

/** How long runs that have ended stay in Redis. */
export interface RunRetention {
  /** Days behind their end. 30 unless given. */
  days?: number;
  /** Runs in all; the oldest that have ended go first. 1,000 unless given. */
  count?: number;
}

/** One that has just ended may have a worker that still puts its range down. */
const leastKeptMs = 3_600_000;
const dayMs = 86_400_000;
/** Jobs, or keys, removed at once. */
const removedAtOnce = 200;

/**
 * Removes runs that have ended, with their jobs, events and rejects, when they are older than `days` or more than `count` are
 * there. Runs that go on, and what ended within the last hour, are not touched. Several may do so at once; one that is killed
 * in the middle leaves a run that is not shown any more and that the next one removes.
 *
 * @param now milliseconds
 * @returns ids of the runs removed
 */
export async function expireRuns(
  { records, queues }: { records: RunRecords; queues: { of(fingerprint: string): ModelQueues } },
  { days = 30, count = 1000 }: RunRetention = {},
  now = Date.now(),
): Promise<string[]> {
  const removed: string[] = [];
  const ids = await records.idsByAge();
  for (const [place, id] of ids.entries()) {
    const end = await records.endOf(id);
    if (end === undefined) continue;
    const age = now - Date.parse(end);
    const isOld = age > days * dayMs || ids.length - place > count;
    if (age < leastKeptMs || !isOld || !(await records.claimExpired(id, end))) continue;
    const kept = await records.readExpired(id);
    if (kept) await removeRun(kept, records, queues.of(kept.model.fingerprint));
    removed.push(id);
  }
  return removed;
}

async function removeRun(kept: KeptRun, records: RunRecords, { runs, ranges }: ModelQueues): Promise<void> {
  const { id, round } = kept;
  const rounds = Array.from({ length: round }, (_, n) => n + 1);
  for (let start = 0; start < kept.ranges; start += removedAtOnce) {
    const numbers = Array.from({ length: Math.min(removedAtOnce, kept.ranges - start) }, (_, n) => start + n);
    const some = await records.ranges(id, start, numbers.length);
    const jobs = some.flatMap((range) => rounds.map((each) => rangeJobId(id, each, range)));
    await Promise.all(jobs.map((job) => ranges.remove(job).catch(() => 0)));
    await records.removeRejects(id, numbers);
  }
  for (const each of rounds) await runs.remove(runJobId(id, each), { removeChildren: false }).catch(() => 0);
  await records.remove(id);
}
