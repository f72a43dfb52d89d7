import { isicFilter, parseIsicQuery, searchByWords, withCalibrations } from "@lesion-atlas/analysis";
import { type Command, Option } from "commander";
import type { RunCommand } from "../command-context.ts";
import { withPaths } from "../archive-documents.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { searchText } from "../output/search-text.ts";
import { readConcepts } from "../own-concepts.ts";
import { askedConcepts } from "./asked-concepts.ts";
import { collect, filterOption, limitOption, numberBetween, readFilter } from "./options.ts";

interface SearchOptions {
  concept?: string[];
  not?: string[];
  filter?: string;
  minPresence?: number;
  minScore?: number;
  limit: number;
  literal?: boolean;
  query?: string;
}

/** `lesion search`. */
export function addSearch(program: Command, run: RunCommand): void {
  program
    .command("search")
    .summary("find images by words")
    .description(
      "Find images by words. Several texts are looked for together; presence says how much more an image agrees with " +
        "the words than with a neutral prompt, and does not depend on the other images.",
    )
    .argument("[texts...]", "what to look for, each with weight 1")
    .option("--not <text>", "what should be absent (weight -1); may be given again", collect)
    .option("--concept <text:weight>", "a text with a weight of its own; may be given again", collect)
    .option("--literal", "the texts as typed; else a known concept's name stands for all its synonyms")
    .addOption(filterOption())
    .option("--query <query>", "only images that pass this query, in the ISIC Archive's language")
    .addOption(
      new Option("--min-presence <p>", "only hits of at least this presence, 0 to below 1").argParser(
        numberBetween(0, 1),
      ),
    )
    .addOption(
      new Option("--min-score <s>", "only hits of at least this cosine, -1 to 1")
        .argParser(numberBetween(-1, 1))
        .conflicts("minPresence"),
    )
    .addOption(limitOption())
    .addHelpText(
      "after",
      exampleText([
        'lesion search "irregular shape"',
        'lesion search "blue white veil" --not hair --min-presence 0.6 --limit 20',
        'lesion search --concept "streaks:1" --concept "regression:0.5" --json',
        'lesion search streaks --query "age_approx:[20 TO 40] AND sex:male AND -diagnosis_1:Benign"',
        `lesion search ulceration --filter '{"must":{"key":"age_approx","range":{"gte":60}}}'`,
      ]),
    )
    .action((texts: string[], options: SearchOptions, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const { concept, not, filter, minPresence, minScore, limit, literal } = options;
        const library = await readConcepts(config.home, { signal });
        const asked = askedConcepts({ texts, concepts: concept, not, library, literal });
        const must = [readFilter(filter)].filter((one) => one !== undefined);
        if (options.query !== undefined) parseIsicQuery(options.query);
        const ports = await composition.searchPorts({ signal });
        if (options.query !== undefined) must.push(await isicFilter(ports.store, options.query, { signal }));
        const concepts = await withCalibrations(await composition.catalog(), ports.encoder.model, asked, { signal });
        const search = { concepts, filter: must.length > 0 ? { must } : undefined, minPresence, minScore, limit };
        const answer = await searchByWords(ports, search, { signal });
        printAnswer(terminal, config, await withPaths(answer, await composition.catalog(), { signal }), searchText);
      }),
    );
}
