import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { doctorText } from "../output/doctor-text.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { readDoctor } from "../read-doctor.ts";

/** `lesion doctor`. */
export function addDoctor(program: Command, run: RunCommand): void {
  program
    .command("doctor")
    .summary("what everything runs on: store, server, models, versions")
    .description(
      "Say what everything runs on: versions, the store with everything that shapes it, whether it is ready, and the " +
        "models. Changes nothing. Exit code 1: the store does not answer or does not serve.",
    )
    .addHelpText("after", exampleText(["lesion doctor", "lesion doctor --store qdrant:http://localhost:6333 --json"]))
    .action((_options: object, command: Command) =>
      run(command, async (context) => {
        const answer = await readDoctor(context);
        printAnswer(context.terminal, context.config, answer, doctorText);
        const hasQueueProblem = answer.redis !== undefined && "problem" in answer.redis;
        const isWell = answer.problem === undefined && !hasQueueProblem && answer.store.health?.status !== "red";
        return isWell ? exitCodes.done : exitCodes.failed;
      }),
    );
}
