import {
  type Archive,
  type CallOptions,
  type Reject,
  type Run,
  type RunState,
  asAppError,
  hasEnded,
} from "@lesion-atlas/core";
import { indexRange } from "../../pipeline/index-range.ts";
import { pruneGone } from "../prune-gone.ts";
import type { CheckedPlan } from "../check-plan.ts";
import { mergedCounts } from "../merged-counts.ts";
import type { OpenQueuePorts, QueuePorts } from "../queue-ports.ts";
import type { EventLog } from "./event-log.ts";

/** A run of this process and everything that is kept of it. */
export interface OwnRun {
  run: Run;
  plan: CheckedPlan;
  events: EventLog;
  /** By key. */
  rejected: Map<string, Reject>;
  /** Number of its start. */
  order: number;
}

const eventEveryMs = 1000;

/** Does all of one run as a single range; a failure becomes the run's state. */
export async function workOnRun(ports: OpenQueuePorts, own: OwnRun, options: CallOptions): Promise<void> {
  const { run, plan, events } = own;
  const { archive: archiveName, location, format, limit } = plan;
  let archive: Archive | undefined;
  const enter = (state: RunState, facts: Partial<Run> = {}) => {
    if (hasEnded(run.state) || options.signal?.aborted) return;
    Object.assign(run, facts, { state });
    events.add({ event: "state", state, ...(facts.reason === undefined ? {} : { reason: facts.reason }) });
  };
  try {
    enter("planning", { startedAt: run.startedAt ?? new Date().toISOString() });
    archive = await ports.openArchive(location, { format, ...options });
    for (const message of archive.warnings) events.add({ event: "warning", message });
    await ports.onArchive({ name: archiveName, location, format: archive.format });
    const total = archive.size === undefined ? undefined : Math.min(archive.size, limit ?? Infinity);
    enter("running", { format: archive.format, total, ranges: { planned: 1, done: 0, failed: 0 } });
    await indexAll(ports, own, archive, options);
    run.ranges = { planned: 1, done: 1, failed: 0 };
    enter("finishing");
    if (plan.prune && limit === undefined && !hasEnded(run.state))
      run.counts.deleted += await pruneGone({ ...ports, archive, archiveName, force: plan.force }, options);
    const finishedAt = new Date().toISOString();
    if (!hasEnded(run.state))
      await ports.onArchive({
        name: archiveName,
        location,
        format: archive.format,
        indexedAt: finishedAt,
        run: { id: run.id, counts: { ...run.counts } },
      });
    enter("completed", { finishedAt });
  } catch (error) {
    const ranges = { ...run.ranges, failed: run.ranges.planned - run.ranges.done };
    enter("failed", { reason: asAppError(error).message, finishedAt: new Date().toISOString(), ranges });
  } finally {
    await archive?.close();
  }
}

async function indexAll(
  { store, encoder, embeddingCache }: QueuePorts,
  { run, plan, events, rejected }: OwnRun,
  archive: Archive,
  options: CallOptions,
): Promise<void> {
  const before = run.counts;
  const earlier = new Set(rejected.keys());
  let toldAt = -Infinity;
  await indexRange(
    { archive, archiveName: plan.archive, store, encoder, embeddingCache, limit: plan.limit },
    {
      ...options,
      onReject(reject) {
        if (!rejected.has(reject.key)) events.add({ event: "reject", ...reject });
        rejected.set(reject.key, reject);
        earlier.delete(reject.key);
      },
      onProgress({ done, total, ...counts }) {
        run.counts = { ...mergedCounts(before, counts), deleted: before.deleted };
        run.done = done;
        if (performance.now() - toldAt < eventEveryMs && done !== total) return;
        toldAt = performance.now();
        events.add({ event: "progress", counts: run.counts, done, total });
      },
    },
  );
  for (const mended of earlier) rejected.delete(mended);
}
