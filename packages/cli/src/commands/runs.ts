import { resolve } from "node:path";
import { writeFile } from "node:fs/promises";
import type { Run } from "@lesion-atlas/core";
import { type Command, Option } from "commander";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { keysInSnakeCase } from "../in-snake-case.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { runText, runsText } from "../output/run-text.ts";
import { rejectsCsv } from "../rejects-csv.ts";
import { numberBetween } from "./options.ts";

/** `lesion runs list | cancel | retry | rejects`. */
export function addRuns(program: Command, run: RunCommand): void {
  const runs = program
    .command("runs")
    .summary("queued index runs: list, cancel, retry, rejects")
    .description("Queued index runs. lesion status RUN --watch follows one.");
  runs
    .command("list")
    .summary("runs, newest first")
    .addOption(new Option("--limit <n>", "how many").default(20).argParser(numberBetween(1, 10_000, { whole: true })))
    .addHelpText("after", exampleText(["lesion runs list", "lesion runs list --json"]))
    .action(({ limit }: { limit: number }, command: Command) =>
      run(command, async (context) => {
        const queue = await context.composition.runQueue();
        const listed = await queue.list({ signal: context.signal, limit });
        printAnswer(context.terminal, context.config, { runs: listed.map(keysInSnakeCase) }, () => runsText(listed));
      }),
    );
  const changes = [
    { name: "cancel", summary: "stop a run; what is stored stays" },
    { name: "retry", summary: "do again what failed, was cancelled or was rejected" },
  ] as const;
  for (const { name, summary } of changes) {
    runs
      .command(name)
      .summary(summary)
      .argument("<run>", "as lesion runs list shows it")
      .addHelpText("after", exampleText([`lesion runs ${name} RUN`]))
      .action((id: string, _options: object, command: Command) =>
        run(command, async (context) => {
          const queue = await context.composition.runQueue();
          printRun(await queue[name](id, { signal: context.signal }), context);
        }),
      );
  }
  runs
    .command("rejects")
    .summary("images that could not be indexed, with the reason, as CSV")
    .argument("<run>", "as lesion runs list shows it")
    .option("--out <file>", "write them to a file")
    .addHelpText("after", exampleText(["lesion runs rejects RUN --out rejects.csv"]))
    .action((id: string, { out }: { out?: string }, command: Command) =>
      run(command, async ({ composition, signal, terminal }) => {
        const csv = await rejectsCsv((await composition.runQueue()).rejects(id, { signal }));
        if (out === undefined) terminal.out.write(csv);
        else await writeFile(resolve(out), csv);
      }),
    );
}

/** One run, for a person or as JSON. */
export function printRun(run: Run, { terminal, config }: Pick<CommandContext, "terminal" | "config">): void {
  printAnswer(terminal, config, keysInSnakeCase(run), () => runText(run));
}
