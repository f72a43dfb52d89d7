import { setTimeout as sleep } from "node:timers/promises";
import { type Run, type RunEvent, type RunQueue, asAppError, throwIfCancelled } from "@lesion-atlas/core";
import type { CommandContext } from "../command-context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { keysInSnakeCase } from "../in-snake-case.ts";
import { missingWorkers } from "../missing-workers.ts";
import { printable } from "../output/printable.ts";
import { createProgress } from "../output/progress.ts";
import { printRun } from "./runs.ts";

/** Between two questions to a queue that does not answer. */
const waitMs = 2000;

/**
 * Tells a run's events until it ends, as text on stderr or as NDJSON; then the run. A queue that goes away is waited for, as its
 * workers do.
 *
 * @returns 0, 1 for a run that failed or was cancelled, 3 for one with rejects
 */
export async function followRun(queue: RunQueue, id: string, context: CommandContext): Promise<ExitCode> {
  const { terminal, config, events, signal } = context;
  const progress = createProgress(terminal.err, { unit: "images", quiet: config.quiet });
  const remark = (message: string) => progress.remark(printable(message));
  const warn = (message: string) => {
    events.emit({ event: "warning", message });
    remark(message);
  };

  function tell(event: RunEvent): void {
    const { event: name, ...facts } = event;
    events.emit({ ...keysInSnakeCase(facts), event: name });
    if (event.event === "progress") {
      const { stored: _, deleted: __, ...counts } = event.counts;
      progress.update({ done: event.done, total: event.total, counts });
    } else if (event.event === "reject") remark(`rejected ${event.file}: ${event.reason}`);
    else if (event.event === "warning") remark(event.message);
    else remark(`the run is ${event.state}${event.reason ? `: ${event.reason}` : ""}`);
  }

  async function untilEnded(): Promise<Run> {
    let isAway = false;
    let after: string | undefined;
    for (;;) {
      try {
        for await (const event of queue.events(id, { signal, after })) {
          if (isAway) remark("the queue answers again");
          isAway = false;
          after = event.id;
          tell(event);
        }
        throwIfCancelled(signal);
        return await queue.get(id, { signal });
      } catch (thrown) {
        const error = asAppError(thrown);
        if (error.code !== "store_unavailable" || signal.aborted) throw thrown;
        if (!isAway) warn(`${error.message}; the run is followed again when it does`);
        isAway = true;
        await sleep(waitMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  try {
    const waits = await missingWorkers(queue, await queue.get(id, { signal }), config, { signal });
    if (waits !== undefined) warn(waits);
    const run = await untilEnded();
    progress.finish();
    if (config.json) events.emit({ ...keysInSnakeCase(run), event: "done", run_id: id, ...run.counts });
    else printRun(run, context);
    if (run.state !== "completed") return exitCodes.failed;
    return run.counts.rejected > 0 ? exitCodes.doneWithRejects : exitCodes.done;
  } catch (error) {
    if (signal.aborted && !config.quiet) {
      terminal.err.write(
        `The run goes on: lesion status ${id} --watch follows it, lesion runs cancel ${id} stops it.\n`,
      );
    }
    throw error;
  } finally {
    progress.finish();
  }
}
