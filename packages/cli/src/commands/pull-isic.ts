import { resolve } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { type Command, Option } from "commander";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { checkIsicQuery } from "../isic/isic-location.ts";
import { pullWithProgress } from "../isic/pull-with-progress.ts";
import { exampleText } from "../output/example-text.ts";
import { formatCount, formatDuration } from "../output/numbers.ts";
import { collectionsOption, isicUrlOption } from "./isic-options.ts";
import { numberBetween } from "./options.ts";

interface PullIsicOptions {
  to: string;
  query: string;
  collections?: number[];
  limit?: number;
  all?: boolean;
  isicUrl?: string;
}

/** `lesion pull isic`. */
export function addPullIsic(pull: Command, run: RunCommand): void {
  pull
    .command("isic")
    .summary("public images of the ISIC Archive, as isic-cli writes them")
    .description(
      "Download public images of the ISIC Archive into the folder that isic-cli writes: ISIC_1234567.jpg, metadata.csv, " +
        "attribution.txt, licenses/. The same command goes on where it was stopped, and fetches only what is new later. " +
        "It asks six files at a time and rests when the archive says so.",
    )
    .requiredOption("--to <folder>", "the folder to write to, made where it is missing")
    .option("--query <query>", "in the archive's language, such as age_approx:[20 TO 40] AND sex:male", "")
    .addOption(collectionsOption())
    .addOption(
      new Option("--limit <n>", "the first n images only").argParser(numberBetween(1, Infinity, { whole: true })),
    )
    .option("--all", "the whole archive, more than half a million images")
    .addOption(isicUrlOption())
    .addHelpText(
      "after",
      exampleText([
        'lesion pull isic --query "diagnosis_3:Melanoma* AND image_type:dermoscopic" --limit 1000 --to melanoma',
        "lesion pull isic --collections 212 --to collection-212",
        'lesion pull isic --query "copyright_license:CC-0 AND sex:female" --to cc0 --json',
      ]),
    )
    .action((options: PullIsicOptions, command: Command) =>
      run(command, (context) => pullIsicImages(options, context)),
    );
}

async function pullIsicImages(options: PullIsicOptions, context: CommandContext): Promise<void> {
  const { query, collections = [], limit, all, isicUrl } = options;
  checkIsicQuery(query);
  if (query === "" && collections.length === 0 && limit === undefined && !all) {
    throw new AppError(
      "invalid_input",
      "without --query, --collections and --limit this is the whole archive: say --all, or take its snapshot at isic-archive.com, which is faster",
    );
  }
  const { config, terminal, events } = context;
  const to = resolve(options.to);
  const began = performance.now();
  events.emit({ event: "start", query, collections, limit, to });
  const report = await pullWithProgress({ query, collections, limit, to, baseUrl: isicUrl }, context);
  const { images, present, vanished, licensesWithoutText } = report;
  const duration_ms = Math.round(performance.now() - began);
  const licenses_without_text = licensesWithoutText;
  events.emit({ event: "done", to, images, present, vanished, licenses_without_text, duration_ms });
  if (config.json) return;
  const fetched = `${formatCount(images)} images (${formatCount(images - present)} fetched in ${formatDuration(duration_ms / 1000)})`;
  terminal.out.write(`${fetched} in ${to}\nNext: lesion index ${JSON.stringify(to)} --archive isic\n`);
}
