import {
  type ClassifyAnswer,
  type Pooling,
  classifyStored,
  findProbe,
  noticeOf,
  probeClassifier,
  probeNoticeOf,
  resultOf,
  zeroShotClassifier,
} from "@lesion-atlas/analysis";
import { AppError, type CallOptions, type Encoder, type VectorStore, throwIfCancelled } from "@lesion-atlas/core";
import type { CommandContext } from "../command-context.ts";
import type { Composition } from "../compose.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { classifyText } from "../output/classify-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { askedClasses } from "./asked-classes.ts";
import { askedFilter } from "./asked-filter.ts";
import { encodeFile, isFile } from "./image-files.ts";
import { checkFindable, storedImage } from "./stored-image.ts";

/** What `lesion classify` may be asked with. */
export interface ClassifyOptions {
  classes?: string;
  prompts?: string;
  probe?: string;
  pooling?: Pooling;
  top?: number;
  filter?: string;
  query?: string;
  write?: string;
  template?: string[];
  logitScale?: number;
}

/** Classifies files and stored images by named classes or a probe; what `lesion classify` and `lesion probe predict` do. */
export async function classifyCommand(
  images: readonly string[],
  options: ClassifyOptions,
  { config, composition, terminal, signal }: CommandContext,
): Promise<ExitCode> {
  checkWay(options);
  const classes = options.probe === undefined ? await askedClasses(options, { signal }) : [];
  const { logitScale, pooling, top, write } = options;
  const byFilter = options.filter !== undefined || options.query !== undefined;
  if (byFilter === images.length > 0) {
    throw new AppError("invalid_input", "name images, or find stored ones with --filter or --query");
  }
  if (write !== undefined && !byFilter) throw new AppError("invalid_input", "--write needs --filter or --query");
  const filterOf = askedFilter(options);
  const files = await Promise.all(images.map(isFile));
  for (const [index, image] of images.entries()) await checkFindable(composition, image, files[index], { signal });
  const { encoder, store } = await portsFor(composition, !byFilter && files.every(Boolean), { signal });
  const zeroShot =
    options.probe === undefined
      ? await zeroShotClassifier(encoder, classes, { signal, logitScale, pooling })
      : undefined;
  const stored =
    options.probe === undefined ? undefined : await findProbe(await composition.catalog(), options.probe, { signal });
  const classifier = zeroShot ?? probeClassifier(stored!, encoder.model);
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
    ...(zeroShot ? { logit_scale: zeroShot.logitScale, pooling: zeroShot.pooling } : {}),
    ...(stored ? { probe: `${stored.name}@${stored.version}` } : {}),
    results,
    ...(rejected.length > 0 ? { rejected } : {}),
    notice: stored ? probeNoticeOf(encoder.model) : noticeOf(encoder.model),
  };
  printAnswer(terminal, config, answer, classifyText);
  return rejected.length > 0 ? exitCodes.doneWithRejects : exitCodes.done;
}

/** A probe brings its own classes. */
function checkWay({ probe, classes, prompts, template, logitScale }: ClassifyOptions): void {
  if (probe === undefined || [classes, prompts, template, logitScale].every((one) => one === undefined)) return;
  throw new AppError(
    "invalid_input",
    "--probe brings its classes: leave out --classes, --prompts, --template and --logit-scale",
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
