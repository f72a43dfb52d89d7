import { researchNotice } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { modelRow } from "../model-row.ts";
import { exampleText } from "../output/example-text.ts";
import { modelsText } from "../output/models-text.ts";
import { printAnswer } from "../output/print-answer.ts";

/** `lesion models list`. */
export function addModelsList(models: Command, run: RunCommand): void {
  models
    .command("list")
    .summary("the models on this machine")
    .description("List the models on this machine, and what is wrong with a damaged one.")
    .addHelpText("after", exampleText(["lesion models list"]))
    .action((_options: object, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const listed = await composition.models({ signal });
        const rows = await Promise.all(listed.map((model) => modelRow(model, { signal })));
        const answer = { models: rows, notice: researchNotice };
        printAnswer(terminal, config, answer, modelsText);
      }),
    );
}
