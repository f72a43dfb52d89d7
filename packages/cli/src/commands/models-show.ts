import { researchNotice } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import { chooseModel } from "../choose-model.ts";
import type { RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { settingsTable } from "../output/settings-table.ts";

/** `lesion models show`. */
export function addModelsShow(models: Command, run: RunCommand): void {
  models
    .command("show")
    .summary("all that is known of a model")
    .description("Show a model's settings, fingerprint and files.")
    .argument("<id>")
    .addHelpText("after", exampleText(["lesion models show demo", "lesion models show demo --json"]))
    .action((id: string, _options: object, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const { readModelFolder } = await import("@lesion-atlas/encoder");
        const chosen = chooseModel(await composition.models({ signal }), { wanted: id });
        const { folder, settings, model } = await readModelFolder(chosen.folder, { signal });
        const { fingerprint, hasText } = model;
        const answer = { ...settings, folder, fingerprint, has_text: hasText, notice: researchNotice };
        printAnswer(terminal, config, answer, modelText);
      }),
    );
}

/** One setting a line; a nested one under its path. */
function modelText({ notice, ...settings }: { notice: string }): string {
  return `${settingsTable(settings)}\n${notice}\n`;
}
