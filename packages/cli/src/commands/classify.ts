import {
  type ClassifyAnswer,
  type Pooling,
  classifyStored,
  noticeOf,
  resultOf,
  zeroShotClassifier,
} from "@lesion-atlas/analysis";
import { AppError, type CallOptions, type Encoder, type VectorStore, throwIfCancelled } from "@lesion-atlas/core";
import { type Command, Option } from "commander";
import type { RunCommand } from "../command-context.ts";
import type { Composition } from "../compose.ts";
import { exitCodes } from "../exit-codes.ts";
import { classifyText } from "../output/classify-text.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { askedClasses } from "./asked-classes.ts";
import { askedFilter, queryOption } from "./asked-filter.ts";
import { encodeFile, isFile } from "./image-files.ts";
import { collect, filterOption, numberBetween } from "./options.ts";
import { checkFindable, storedImage } from "./stored-image.ts";

interface ClassifyOptions {
  classes?: string;
  prompts?: string;
  pooling?: Pooling;
  top?: number;
  filter?: string;
  query?: string;
  write?: string;
  template?: string[];
  logitScale?: number;
}

/** `lesion classify`. */
export function addClassify(program: Command, run: RunCommand): void {
  program
    .command("classify")
    .summary("zero-shot probabilities of classes that you name")
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
        'lesion classify ISIC_0024310 ISIC_0024311 --classes "melanoma;nevus" --json',
      ]),
    )
    .action((images: string[], options: ClassifyOptions, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const classes = await askedClasses(options, { signal });
        const { logitScale, pooling, top, write } = options;
        const byFilter = options.filter !== undefined || options.query !== undefined;
        if (byFilter === images.length > 0) {
          throw new AppError("invalid_input", "name images, or find stored ones with --filter or --query");
        }
        if (write !== undefined && !byFilter) throw new AppError("invalid_input", "--write needs --filter or --query");
        const filterOf = askedFilter(options);
        const files = await Promise.all(images.map(isFile));
        for (const [index, image] of images.entries())
          await checkFindable(composition, image, files[index], { signal });
        const { encoder, store } = await portsFor(composition, !byFilter && files.every(Boolean), { signal });
        const classifier = await zeroShotClassifier(encoder, classes, { signal, logitScale, pooling });
        const results: ClassifyAnswer["results"] = [];
        const rejected: NonNullable<ClassifyAnswer["rejected"]> = [];
        if (byFilter) {
          const asked = { filter: await filterOf(store!, { signal }), field: write, top };
          for await (const result of classifyStored(store!, classifier, asked, { signal })) results.push(result);
        }
        for (const [index, image] of images.entries()) {
          try {
            const vector = files[index]
              ? await encodeFile(encoder, image, { signal })
              : (await storedImage({ store: store!, model: encoder.model }, image, { signal })).vector;
            results.push(resultOf(classifier, { name: image, vector }, top));
          } catch (error) {
            throwIfCancelled(signal);
            if (!(error instanceof AppError) || !concernsOneImage(error) || images.length === 1) throw error;
            rejected.push({ image, reason: error.message });
          }
        }
        const answer: ClassifyAnswer = {
          model: encoder.model.id,
          fingerprint: encoder.model.fingerprint,
          classes: [...classifier.classes],
          logit_scale: classifier.logitScale,
          pooling: classifier.pooling,
          results,
          ...(rejected.length > 0 ? { rejected } : {}),
          notice: noticeOf(encoder.model),
        };
        printAnswer(terminal, config, answer, classifyText);
        return rejected.length > 0 ? exitCodes.doneWithRejects : exitCodes.done;
      }),
    );
}

/** Files alone need no store. */
async function portsFor(
  composition: Composition,
  filesOnly: boolean,
  options: CallOptions,
): Promise<{ encoder: Encoder; store?: VectorStore }> {
  return filesOnly ? { encoder: await composition.encoder(options) } : composition.searchPorts(options);
}

function concernsOneImage({ code }: AppError): boolean {
  return ["image_unreadable", "not_found", "invalid_input", "model_mismatch"].includes(code);
}
