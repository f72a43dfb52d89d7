import { presenceDistribution, withCalibrations } from "@lesion-atlas/analysis";
import { type Command, Option } from "commander";
import type { RunCommand } from "../command-context.ts";
import { distributionText } from "../output/distribution-text.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { readConcepts } from "../own-concepts.ts";
import { askedConcepts } from "./asked-concepts.ts";
import { askedFilter, queryOption } from "./asked-filter.ts";
import { collect, filterOption, numberBetween } from "./options.ts";

interface DistributionOptions {
  concept?: string[];
  not?: string[];
  literal?: boolean;
  filter?: string;
  query?: string;
  bins: number;
  minPresence?: number;
}

/** `lesion concepts distribution`. */
export function addConceptsDistribution(concepts: Command, run: RunCommand): void {
  concepts
    .command("distribution")
    .summary("how presence is spread over the images, and where to cut")
    .description(
      "Show how many images have which presence of what a search would ask for, and a cut-off to begin with: the one that " +
        "expects the best F1 where the concept is calibrated, else the one that parts the images best into two groups.",
    )
    .argument("[texts...]", "what to look for, each with weight 1; as lesion search takes it")
    .option("--not <text>", "what should be absent (weight -1); may be given again", collect)
    .option("--concept <text:weight>", "a text with a weight of its own; may be given again", collect)
    .option("--literal", "the texts as typed; else a known concept's name stands for all its synonyms")
    .addOption(filterOption())
    .addOption(queryOption())
    .addOption(
      new Option("--bins <n>", "bars of the histogram, 1 to 200")
        .default(20)
        .argParser(numberBetween(1, 200, { whole: true })),
    )
    .addOption(
      new Option("--min-presence <p>", "also count the images of at least this presence, 0 to below 1").argParser(
        numberBetween(0, 1),
      ),
    )
    .addHelpText(
      "after",
      exampleText([
        "lesion concepts distribution streaks",
        'lesion concepts distribution hair --query "sex:female AND age_approx:[60 TO *]" --min-presence 0.5',
        'lesion concepts distribution "irregular shape" --not hair --bins 10 --json',
      ]),
    )
    .action((texts: string[], options: DistributionOptions, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const { concept, not, literal, bins, minPresence } = options;
        const library = await readConcepts(config.home, { signal });
        const words = askedConcepts({ texts, concepts: concept, not, library, literal });
        const filterOf = askedFilter(options);
        const ports = await composition.searchPorts({ signal });
        const asked = {
          concepts: await withCalibrations(await composition.catalog(), ports.encoder.model, words, { signal }),
          filter: await filterOf(ports.store, { signal }),
          bins,
          minPresence,
        };
        printAnswer(terminal, config, await presenceDistribution(ports, asked, { signal }), (answer) =>
          distributionText(answer, { minPresence, columns: terminal.out.columns }),
        );
      }),
    );
}
