import { AppError, hasEnded } from "@lesion-atlas/core";
import type { Command } from "commander";
import type { CommandContext, RunCommand } from "../command-context.ts";
import type { ExitCode } from "../exit-codes.ts";
import { keysInSnakeCase } from "../in-snake-case.ts";
import { exampleText } from "../output/example-text.ts";
import { warnOfMissingWorkers } from "../missing-workers.ts";
import { printAnswer } from "../output/print-answer.ts";
import { runsText, workersText } from "../output/run-text.ts";
import { statusText } from "../output/status-text.ts";
import { readStatus } from "../read-status.ts";
import { followRun } from "./follow-run.ts";
import { printRun } from "./runs.ts";

/** Runs that `lesion status` shows below the store. */
const shownRuns = 10;

/** `lesion status`. */
export function addStatus(program: Command, run: RunCommand): void {
  program
    .command("status")
    .summary("what is stored, and how a run stands")
    .description(
      "Say what the store holds, by which models, from which archives, and where it all lies; with a run, how it stands.",
    )
    .argument("[run]", "a queued index run, as lesion runs list shows it")
    .option("--watch", "follow the run, or the newest that goes on, until it ends")
    .addHelpText(
      "after",
      exampleText(["lesion status", "lesion status --store sqlite:other.sqlite --json", "lesion status --watch"]),
    )
    .action((runId: string | undefined, { watch }: { watch?: boolean }, command: Command) =>
      run(command, async (context) => {
        if (watch) return watchRun(runId, context);
        if (runId === undefined) return printStatus(context);
        const queue = await context.composition.runQueue();
        const known = await queue.get(runId, { signal: context.signal });
        printRun(known, context);
        await warnOfMissingWorkers(queue, known, context);
      }),
    );
}

async function printStatus(context: CommandContext): Promise<void> {
  const { terminal, config, composition, signal } = context;
  const status = await readStatus(context);
  if (config.redisUrl === undefined) return printAnswer(terminal, config, status, statusText);
  const queue = await composition.runQueue();
  const [runs, workers] = await Promise.all([queue.list({ signal, limit: shownRuns }), queue.workers({ signal })]);
  const answer = { ...status, runs: runs.map(keysInSnakeCase), workers };
  printAnswer(terminal, config, answer, () => `${statusText(status)}\n${runsText(runs)}\n${workersText(workers)}`);
}

async function watchRun(runId: string | undefined, context: CommandContext): Promise<ExitCode> {
  const queue = await context.composition.runQueue();
  const id = runId ?? (await queue.list({ signal: context.signal })).find(({ state }) => !hasEnded(state))?.id;
  if (id === undefined) throw new AppError("not_found", "no run goes on: lesion runs list shows those that have ended");
  return followRun(queue, id, context);
}
