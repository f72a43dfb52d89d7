import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { statusText } from "../output/status-text.ts";
import { readStatus } from "../read-status.ts";

/** `lesion status`. */
export function addStatus(program: Command, run: RunCommand): void {
  program
    .command("status")
    .summary("what is stored: archives, models, counts")
    .description("Say what the store holds, by which models, from which archives, and where it all lies.")
    .addHelpText("after", exampleText(["lesion status", "lesion status --store sqlite:other.sqlite --json"]))
    .action((_options: object, command: Command) =>
      run(command, async (context) =>
        printAnswer(context.terminal, context.config, await readStatus(context), statusText),
      ),
    );
}
