import { searchImages, withCalibrations } from "@lesion-atlas/analysis";
import { type Command, Option } from "commander";
import type { RunCommand } from "../command-context.ts";
import { withPaths } from "../archive-documents.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { searchText } from "../output/search-text.ts";
import { readConcepts } from "../own-concepts.ts";
import { askedConcepts } from "./asked-concepts.ts";
import { askedFilter, queryOption } from "./asked-filter.ts";
import { askedParts } from "./asked-parts.ts";
import { collect, filterOption, limitOption, numberBetween } from "./options.ts";

interface SearchOptions {
  concept?: string[];
  not?: string[];
  filter?: string;
  minPresence?: number;
  minScore?: number;
  limit: number;
  literal?: boolean;
  query?: string;
  template?: string[];
  vector?: string;
  like?: string[];
  plus?: string[];
  minus?: string[];
  textWeight?: number;
  diverse?: boolean;
  per?: "lesion" | "patient";
}

/** `lesion search`. */
export function addSearch(program: Command, run: RunCommand): void {
  program
    .command("search")
    .summary("find images by words, by images, or by both")
    .description(
      "Find images by words. Several texts are looked for together; presence says how much more an image agrees with " +
        "the words than with a neutral prompt, and does not depend on the other images. With images, a vector or examples " +
        "in it, a search has a score (cosine) and no presence.",
    )
    .argument("[texts...]", "what to look for, each with weight 1")
    .option("--not <text>", "what should be absent (weight -1); may be given again", collect)
    .option("--concept <text:weight>", "a text with a weight of its own; may be given again", collect)
    .option(
      "--template <text>",
      "a prompt with {} where the text goes (default: the concept's, else the model's own); may be given again",
      collect,
    )
    .option(
      "--like <image>",
      "like a file or a stored image, alone or with the words, weight 1; may be given again",
      collect,
    )
    .option("--plus <image>", "a stored image that is right (Rocchio); may be given again", collect)
    .option("--minus <image>", "a stored image that is wrong (Rocchio); may be given again", collect)
    .option(
      "--vector <file>",
      "like a vector, weight 1: a JSON file, an array of as many numbers as the model has dimensions",
    )
    .addOption(
      new Option("--text-weight <w>", "weight of the words beside images (default: 1)").argParser(
        numberBetween(-1000, 1000),
      ),
    )
    .option("--diverse", "hits that differ from each other, among the best 500")
    .addOption(
      new Option("--per <subject>", "only the best image of each lesion or patient").choices(["lesion", "patient"]),
    )
    .option("--literal", "the texts as typed; else a known concept's name stands for all its synonyms")
    .addOption(filterOption())
    .addOption(queryOption())
    .addOption(
      new Option(
        "--min-presence <p>",
        "only hits of at least this presence, 0 to below 1; for words alone (default: no cut)",
      ).argParser(numberBetween(0, 1)),
    )
    .addOption(
      new Option("--min-score <s>", "only hits of at least this cosine, -1 to 1 (default: no cut)")
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
        "lesion search hair --like ISIC_0024310 --text-weight 0.5 --per lesion",
        'lesion search streaks --query "age_approx:[20 TO 40] AND sex:male AND -diagnosis_1:Benign"',
        `lesion search ulceration --filter '{"must":{"key":"age_approx","range":{"gte":60}}}'`,
      ]),
    )
    .action((texts: string[], options: SearchOptions, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const { concept, not, literal, template, like, plus, minus, vector, textWeight } = options;
        const library = await readConcepts(config.home, { signal });
        const images = [like, plus, minus, vector].some((given) => given !== undefined);
        const words = askedConcepts({ texts, concepts: concept, not, library, literal, templates: template, images });
        const filterOf = askedFilter(options);
        const ports = await composition.searchPorts({ signal });
        const concepts = await withCalibrations(await composition.catalog(), ports.encoder.model, words, { signal });
        const parts = await askedParts(ports, { concepts, like, plus, minus, vector, textWeight }, { signal });
        const filter = await filterOf(ports.store, { signal });
        const { minPresence, minScore, limit, diverse, per } = options;
        const search = { parts, filter, minPresence, minScore, limit, diverse, per };
        const answer = await searchImages(ports, search, { signal });
        printAnswer(terminal, config, await withPaths(answer, await composition.catalog(), { signal }), searchText);
      }),
    );
}
