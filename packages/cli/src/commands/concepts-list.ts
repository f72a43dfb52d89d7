import { type CalibrationDocument, findCalibration, researchNotice } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { conceptsText } from "../output/concepts-text.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { ownConceptsPath, readConcepts } from "../own-concepts.ts";

/** `lesion concepts list`. */
export function addConceptsList(concepts: Command, run: RunCommand): void {
  concepts
    .command("list")
    .summary("the known concepts, and which are calibrated")
    .description("List the known concepts with their synonyms, and whether each is calibrated under the model in use.")
    .addHelpText("after", exampleText(["lesion concepts list", "lesion concepts list --json"]))
    .action((_options: object, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const library = await readConcepts(config.home, { signal });
        const ports = (await composition.storeExists()) ? await composition.searchPorts({ signal }) : undefined;
        const catalog = ports && (await composition.catalog());
        const rows = [];
        for (const { name, terms, templates, group, sources, own } of library.values()) {
          const found: CalibrationDocument | undefined =
            ports && catalog
              ? await findCalibration(catalog, { name, terms, templates }, ports.encoder.model, { signal })
              : undefined;
          const calibration = found && {
            label: found.label,
            n: found.n,
            prevalence: found.prevalence,
            auroc: found.auroc,
          };
          rows.push({ name, group, terms, templates, sources, own, calibration });
        }
        const answer = {
          model: ports?.encoder.model.id,
          own_file: ownConceptsPath(config.home),
          concepts: rows,
          notice: researchNotice,
        };
        printAnswer(terminal, config, answer, conceptsText);
      }),
    );
}
