import { researchNotice } from "@lesion-atlas/analysis";
import type { RegisteredModel } from "@lesion-atlas/encoder";
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
    .description(
      "Show a model's settings, fingerprint and files, and what the manifest knows of it; also of one that is not here yet.",
    )
    .argument("<id>")
    .addHelpText("after", exampleText(["lesion models show demo", "lesion models show demo --json"]))
    .action((id: string, _options: object, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const { readMeasurements, readModelFolder } = await import("@lesion-atlas/encoder");
        const registered = (await composition.registry({ signal })).find((model) => model.id === id);
        const installed = await composition.models({ signal });
        if (registered && !installed.some((model) => model.id === id)) {
          return printAnswer(terminal, config, { ...registered, notice: researchNotice }, registeredText);
        }
        const chosen = chooseModel(installed, { wanted: id });
        const { folder, settings, model } = await readModelFolder(chosen.folder, { signal });
        const { fingerprint, hasText } = model;
        const measured = await readMeasurements(composition.modelsFolder, fingerprint);
        const { trained_on, overlap, unverified } = registered ?? {};
        const answer = {
          ...settings,
          folder,
          fingerprint,
          has_text: hasText,
          trained_on,
          overlap,
          unverified,
          measured,
          notice: researchNotice,
        };
        printAnswer(terminal, config, answer, modelText);
      }),
    );
}

function registeredText({ source, ...model }: RegisteredModel & { notice: string }): string {
  if (source.kind !== "hub") return modelText({ ...model, source });
  const files = source.files.map(({ name, sha256 }) => [name, sha256 ?? "SHA-256 recorded by the first pull"]);
  return modelText({ ...model, source: { ...source, files: Object.fromEntries(files) } });
}

/** One setting a line; a nested one under its path. */
function modelText({ notice, ...settings }: { notice: string; [setting: string]: unknown }): string {
  return `${settingsTable(settings)}\n${notice}\n`;
}
