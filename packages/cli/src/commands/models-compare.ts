import { resolve } from "node:path";
import { researchNotice } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import { Option } from "commander";
import { chooseModel } from "../choose-model.ts";
import type { RunCommand } from "../command-context.ts";
import { compareModels, imagesBelow } from "../compare-models.ts";
import { comparisonText } from "../output/comparison-text.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { createProgress } from "../output/progress.ts";
import { numberBetween } from "./options.ts";

/** `--limit N` of a comparison. */
export function comparedImagesOption(): Option {
  return new Option("--limit <n>", "at most so many images")
    .default(200)
    .argParser(numberBetween(11, 5000, { whole: true }));
}

/** `lesion models compare`. */
export function addModelsCompare(models: Command, run: RunCommand): void {
  models
    .command("compare <a> <b>")
    .summary("how alike two models see the same images, and what each costs")
    .description(
      "Encode the images of a folder by both models: mean share of common nearest neighbours (recall@10), cosines where the spaces may be the same, " +
        "agreement of zero-shot classes, speed, size and memory.",
    )
    .requiredOption("--images <folder>", "images, also in folders below")
    .addOption(comparedImagesOption())
    .addHelpText(
      "after",
      exampleText(["lesion models compare whylesionclip whylesionclip-int8 --images ISIC_DOWNLOAD"]),
    )
    .action((a: string, b: string, { images, limit }: { images: string; limit: number }, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const installed = await composition.models({ signal });
        const [left, right] = [a, b].map((wanted) => chooseModel(installed, { wanted }).folder);
        const files = await imagesBelow(resolve(images), { most: limit });
        const progress = createProgress(terminal.err, { unit: "images", quiet: config.quiet });
        let done = 0;
        try {
          const comparison = await compareModels([left, right], files, composition, {
            signal,
            onUnreadable: progress.remark,
            onImage: () => progress.update({ done: ++done, total: 2 * files.length }),
          });
          progress.finish();
          printAnswer(terminal, config, { ...comparison, notice: researchNotice }, comparisonText);
        } finally {
          progress.finish();
        }
      }),
    );
}
