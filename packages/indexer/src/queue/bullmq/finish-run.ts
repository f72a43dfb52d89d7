import { type CallOptions, hasEnded } from "@lesion-atlas/core";
import { pruneGone } from "../prune-gone.ts";
import type { WorkerParts } from "./process-range.ts";
import type { RunJob } from "./queues-of.ts";
import { toRun } from "./run-hash.ts";

/**
 * The last step, when no range waits any more: prunes where the plan says so, and says how the run ended. A run with a range
 * that failed, or of which a range is missing, prunes nothing.
 *
 * @throws AppError what opening the archive and pruning throw
 */
export async function finishRun(
  { ports, records }: WorkerParts,
  { runId, round }: RunJob,
  options: CallOptions = {},
): Promise<void> {
  const kept = await records.read(runId);
  if (!kept || kept.round !== round || hasEnded(kept.state)) return;
  const { plan, ranges, ranges_done: done, ranges_failed: failed, format = plan.format } = kept;
  if (failed > 0) {
    const reason = await firstReason();
    const said = failed === 1 ? "a range failed" : `${failed} of ${ranges} ranges failed`;
    await records.enter(kept, "failed", { reason: `${said}: ${reason}`, stamp: "finished_at" });
    return;
  }
  if (done < ranges || kept.total === undefined) {
    const reason = `${ranges - done} of ${ranges} ranges are not done, their workers ended too often: retry the run`;
    await records.enter(kept, "failed", { reason, stamp: "finished_at" });
    return;
  }
  await records.enter(kept, "finishing");
  const { archive: name, location, prune, limit, force } = plan;
  const { counts } = toRun(kept);
  if (prune && limit === undefined) {
    const archive = await ports.openArchive(location, { format, ...options });
    try {
      const deleted = await pruneGone({ ...ports, archive, archiveName: name, force }, options);
      counts.deleted += deleted;
      await records.set(runId, { deleted: counts.deleted });
    } finally {
      await archive.close();
    }
  }
  await ports.onArchive({ name, location, format, indexedAt: new Date().toISOString(), run: { id: runId, counts } });
  await records.enter(kept, "completed", { stamp: "finished_at" });

  async function firstReason(): Promise<string> {
    for await (const { outcome } of records.outcomes(runId))
      if (outcome.state === "failed") return outcome.reason ?? "";
    return "";
  }
}
