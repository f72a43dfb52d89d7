import { findCalibration, requireConcept, researchNotice } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { conceptText } from "../output/concepts-text.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { readConcepts } from "../own-concepts.ts";

/** `lesion concepts show`. */
export function addConceptsShow(concepts: Command, run: RunCommand): void {
  concepts
    .command("show")
    .summary("one concept: what is asked for it, where that comes from, its calibration")
    .description("Show one concept: its synonyms, templates, literature, and its calibration under the model in use.")
    .argument("<concept>", "the name of a known concept")
    .addHelpText(
      "after",
      exampleText(["lesion concepts show streaks", 'lesion concepts show "pigment network" --json']),
    )
    .action((name: string, _options: object, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const concept = requireConcept(await readConcepts(config.home, { signal }), name);
        const ports = (await composition.storeExists()) ? await composition.searchPorts({ signal }) : undefined;
        const calibration =
          ports && (await findCalibration(await composition.catalog(), concept, ports.encoder.model, { signal }));
        const answer = { model: ports?.encoder.model.id, ...concept, calibration, notice: researchNotice };
        printAnswer(terminal, config, answer, conceptText);
      }),
    );
}
