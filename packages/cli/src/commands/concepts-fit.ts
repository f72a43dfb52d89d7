import { fieldPath, fitConcept, knownOrText, noticeOf } from "@lesion-atlas/analysis";
import { type Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { formatCount } from "../output/numbers.ts";
import { printAnswer } from "../output/print-answer.ts";
import { readConcepts } from "../own-concepts.ts";
import { askedFilter, queryOption } from "./asked-filter.ts";
import { filterOption } from "./options.ts";

/** `lesion concepts fit`. */
export function addConceptsFit(concepts: Command, run: RunCommand): void {
  concepts
    .command("fit")
    .summary("calibrate a concept on a labelled column or tag")
    .description(
      "Calibrate a concept on labels, so that presence is the share of such images that have it. At least 20 images with " +
        "and 20 without it are needed. The calibration belongs to the model and to the concept's terms and templates.",
    )
    .argument("<concept>", "the name of a known concept, or any text")
    .requiredOption("--label <field>", "a column (pigment_network), or fields.NAME for what people wrote")
    .option(
      "--positive <value>",
      'the value that means present, or a bound such as ">=0.5"; needless for yes/no and 1/0',
    )
    .addOption(filterOption())
    .addOption(queryOption())
    .addHelpText(
      "after",
      exampleText([
        "lesion concepts fit streaks --label streaks",
        'lesion concepts fit hair --label MONET_hair --positive ">=0.5"',
        "lesion concepts fit ulceration --label fields.tags --positive ulcer",
        'lesion concepts fit "blue-whitish veil" --label veil --query "image_type:dermoscopic"',
      ]),
    )
    .action(
      (
        name: string,
        options: { label: string; positive?: string; filter?: string; query?: string },
        command: Command,
      ) =>
        run(command, async ({ config, composition, terminal, signal }) => {
          const { concept } = knownOrText(await readConcepts(config.home, { signal }), name);
          const label = { field: fieldPath(options.label), positive: options.positive };
          const filterOf = askedFilter(options);
          const ports = { ...(await composition.searchPorts({ signal })), catalog: await composition.catalog() };
          const filter = await filterOf(ports.store, { signal });
          const calibration = await fitConcept(ports, { concept, label, filter }, { signal });
          const answer = { ...calibration, notice: noticeOf(ports.encoder.model) };
          printAnswer(
            terminal,
            config,
            answer,
            ({ m, s, n, positives, auroc, notice }) =>
              `${concept.name} is calibrated under the model ${calibration.model} on ${formatCount(n)} images, ` +
              `${formatCount(positives)} of them with it (${calibration.label}).\n` +
              `Presence 0.5 is at a margin of ${m.toFixed(4)}, s ${s.toFixed(4)}; the margin tells them apart with an ` +
              `AUROC of ${auroc.toFixed(3)} on these images.\n${notice}\n`,
          );
        }),
    );
}
