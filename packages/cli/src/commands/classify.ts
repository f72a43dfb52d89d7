import { type Command, Option } from "commander";
import type { RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { queryOption } from "./asked-filter.ts";
import { type ClassifyOptions, classifyCommand } from "./classify-command.ts";
import { collect, filterOption, numberBetween } from "./options.ts";

/** `lesion classify`. */
export function addClassify(program: Command, run: RunCommand): void {
  program
    .command("classify")
    .summary("probabilities of classes that you name, or of a probe")
    .description(
      "Compare images with classes that you name: softmax(logit scale x cosine) over the classes (zero-shot). " +
        "The numbers say which name fits best among these, and nothing about a disease.",
    )
    .argument("[images...]", "files, or stored images: id, key, or ARCHIVE:KEY; none with --filter or --query")
    .option("--classes <names>", "two or more, with semicolons between; with --prompts those of the file to take")
    .option(
      "--prompts <file>",
      'whole prompts: JSON of { "class": ["prompt", ...] }, or { "class": { "question": "yes" } }',
    )
    .option("--probe <name>", "instead: a probe that was fitted, NAME or NAME@VERSION")
    .option(
      "--template <text>",
      "a prompt with {} where the class goes (default: the model's own); may be given again",
      collect,
    )
    .addOption(
      new Option("--logit-scale <n>", "sharpness of the softmax (default: the model's own)").argParser(
        numberBetween(Number.MIN_VALUE, Infinity),
      ),
    )
    .addOption(
      new Option("--pooling <way>", "of a class's prompts: open_clip's mean embedding, or the paper's mean of cosines")
        .choices(["mean_embedding", "mean_of_cosines"])
        .default("mean_embedding"),
    )
    .addOption(
      new Option("--top <k>", "also list the k most probable classes in --json (default: the first alone)").argParser(
        numberBetween(1, 1000, { whole: true }),
      ),
    )
    .addOption(filterOption())
    .addOption(queryOption())
    .option(
      "--write <field>",
      "write the class into fields.FIELD, its probability into fields.FIELD_probability, of each image found",
    )
    .addHelpText(
      "after",
      exampleText([
        'lesion classify photograph.jpg --classes "dark brown;bleeding;irregular shape" --template "{}" --logit-scale 100',
        'lesion classify --query "image_type:dermoscopic" --prompts classes.json --write zero_shot',
        'lesion classify photograph.jpg --prompts classes.json --classes "melanoma;nevus" --pooling mean_of_cosines',
        "lesion classify photograph.jpg --probe diagnosis",
        'lesion classify ISIC_0024310 ISIC_0024311 --classes "melanoma;nevus" --json',
      ]),
    )
    .action((images: string[], options: ClassifyOptions, command: Command) =>
      run(command, (context) => classifyCommand(images, options, context)),
    );
}
