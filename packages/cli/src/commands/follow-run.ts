import { type RunQueue, throwIfCancelled } from "@lesion-atlas/core";
import type { CommandContext } from "../command-context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { keysInSnakeCase } from "../in-snake-case.ts";
import { missingWorkers } from "../missing-workers.ts";
import { printable } from "../output/printable.ts";
import { createProgress } from "../output/progress.ts";
import { printRun } from "./runs.ts";

/**
 * Tells a run's events until it ends, as text on stderr or as NDJSON; then the run.
 *
 * @returns 0, 1 for a run that failed or was cancelled, 3 for one with rejects
 */
export async function followRun(queue: RunQueue, id: string, context: CommandContext): Promise<ExitCode> {
  const { terminal, config, events, signal } = context;
  const progress = createProgress(terminal.err, { unit: "images", quiet: config.quiet });
  try {
    const waits = await missingWorkers(queue, await queue.get(id, { signal }), config, { signal });
    if (waits !== undefined) {
      events.emit({ event: "warning", message: waits });
      progress.remark(waits);
    }
    for await (const event of queue.events(id, { signal })) {
      const { event: name, ...facts } = event;
      events.emit({ ...keysInSnakeCase(facts), event: name });
      if (event.event === "progress") {
        const { stored: _, deleted: __, ...counts } = event.counts;
        progress.update({ done: event.done, total: event.total, counts });
      } else if (event.event === "reject") progress.remark(printable(`rejected ${event.file}: ${event.reason}`));
      else if (event.event === "warning") progress.remark(printable(event.message));
      else progress.remark(printable(`the run is ${event.state}${event.reason ? `: ${event.reason}` : ""}`));
    }
  } catch (error) {
    if (signal.aborted && !config.quiet)
      terminal.err.write(
        `The run goes on: lesion status ${id} --watch follows it, lesion runs cancel ${id} stops it.\n`,
      );
    throw error;
  } finally {
    progress.finish();
  }
  throwIfCancelled(signal);
  const run = await queue.get(id, { signal });
  if (config.json) events.emit({ ...keysInSnakeCase(run), event: "done", run_id: id, ...run.counts });
  else printRun(run, context);
  if (run.state !== "completed") return exitCodes.failed;
  return run.counts.rejected > 0 ? exitCodes.doneWithRejects : exitCodes.done;
}
