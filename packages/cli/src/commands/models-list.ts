import { researchNotice } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { availableRow, modelRow } from "../model-row.ts";
import { exampleText } from "../output/example-text.ts";
import { modelsText } from "../output/models-text.ts";
import { printAnswer } from "../output/print-answer.ts";

/** `lesion models list`. */
export function addModelsList(models: Command, run: RunCommand): void {
  models
    .command("list")
    .summary("the models on this machine, and those that can be pulled")
    .description(
      "List the models on this machine with what is wrong with a damaged one, and those of models/manifest.json that can be pulled. " +
        "Speed is what was measured here when the model was first run or tuned, encoding alone.",
    )
    .addHelpText("after", exampleText(["lesion models list"]))
    .action((_options: object, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const listed = await composition.models({ signal });
        const registry = await composition.registry({ signal });
        const { modelsFolder } = composition;
        const rows = await Promise.all(listed.map((model) => modelRow(model, { modelsFolder, signal })));
        const models = rows.map((row) => ({
          ...row,
          quality: row.quality ?? registry.find(({ id }) => id === row.id)?.quality,
        }));
        const available = registry
          .filter(({ id, source }) => source.kind === "hub" && !rows.some((row) => row.id === id))
          .map(availableRow);
        const answer = { models, available, notice: researchNotice };
        printAnswer(terminal, config, answer, (given) => modelsText(given, terminal.out.columns));
      }),
    );
}
