import type { KeptRun } from "./run-hash.ts";
import type { RunRecords } from "./run-records.ts";

/**
 * At the begin of a retry: ranges that are not done, or have rejects, are new again. What they have stored stays counted.
 * Doing it twice does nothing more.
 */
export async function reopenOutcomes(records: RunRecords, kept: KeptRun): Promise<void> {
  const sums = { stored: 0, unchanged: 0, updated: 0, rejected: 0, ranges_done: 0 };
  for await (const { number, outcome } of records.outcomes(kept.id)) {
    const isDone = outcome.state === "done" && outcome.rejected === 0;
    if (isDone) sums.ranges_done++;
    else await records.setOutcome(kept.id, number, { ...outcome, attempt: 0, state: "new", reason: undefined });
    for (const name of ["stored", "unchanged", "updated", "rejected"] as const) sums[name] += outcome[name];
  }
  await records.set(kept.id, { ...sums, ranges_failed: 0, reopened: "" });
}
