import { facetsOf, researchNotice } from "@lesion-atlas/analysis";
import { type Command, Option } from "commander";
import type { RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { facetsText } from "../output/facets-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { askedFilter, queryOption } from "./asked-filter.ts";
import { filterOption, numberBetween } from "./options.ts";

interface FacetsOptions {
  filter?: string;
  query?: string;
  limit: number;
}

/** `lesion facets`. */
export function addFacets(program: Command, run: RunCommand): void {
  program
    .command("facets")
    .summary("count the values of columns, under a filter")
    .description(
      "Count how many images have which value of a column, under the present filter. Images without a value are counted " +
        "as missing.",
    )
    .argument("<fields...>", "record columns, columns of an archive's own, or fields.NAME for what people wrote")
    .addOption(filterOption())
    .addOption(queryOption())
    .addOption(
      new Option("--limit <n>", "values a column, 1 to 10,000")
        .default(20)
        .argParser(numberBetween(1, 10_000, { whole: true })),
    )
    .addHelpText(
      "after",
      exampleText([
        "lesion facets sex site copyright_license",
        'lesion facets diagnosis_3 --query "diagnosis_1:Malignant" --limit 5 --json',
      ]),
    )
    .action((fields: string[], options: FacetsOptions, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const filterOf = askedFilter(options);
        const { store, encoder } = await composition.searchPorts({ signal });
        const filter = await filterOf(store, { signal });
        const [searched, facets] = await Promise.all([
          store.count(filter, { signal }),
          facetsOf(store, { fields, filter, limit: options.limit }, { signal }),
        ]);
        const exact = store.capabilities.exactFacets;
        const answer = { model: encoder.model.id, searched, exact, facets, notice: researchNotice };
        printAnswer(terminal, config, answer, facetsText);
      }),
    );
}
