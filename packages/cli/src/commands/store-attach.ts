import { readFile, readdir } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { researchNotice } from "@lesion-atlas/analysis";
import { AppError, type CallOptions, type Encoder, type StoredImage, asAppError } from "@lesion-atlas/core";
import { type Command, Option } from "commander";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type AttachAnswer, attachText } from "../output/attach-text.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { storeUrl } from "../store-location.ts";
import { numberBetween } from "./options.ts";

/** Smallest cosine of an image encoded here with its stored vector: other decoders and precisions stay above it. */
const smallestCosine = 0.98;

interface AttachOptions {
  check?: boolean;
  images?: string;
  sample: number;
}

/** `lesion store attach`. */
export function addStoreAttach(store: Command, run: RunCommand): void {
  store
    .command("attach")
    .summary("look at a Qdrant collection of somebody else, and prove its model")
    .description(
      "Say how a collection that Lesion Atlas did not make is read: --store qdrant:URL?attach=COLLECTION&vector=NAME&" +
        "fields=key:PAYLOAD_KEY. With --check some of its images are encoded and compared with its vectors. Nothing is written.",
    )
    .option("--check", "encode a sample of images again; exit code 1 where the vectors are not the model's")
    .option("--images <folder>", "where the images lie, by file name or key; --check needs it")
    .addOption(
      new Option("--sample <n>", "images to encode").default(20).argParser(numberBetween(1, 10_000, { whole: true })),
    )
    .addHelpText(
      "after",
      exampleText([
        'lesion store attach --store "qdrant:http://localhost:6333?attach=skin&fields=key:image_id"',
        'lesion store attach --check --images ~/photos --model derm --store "qdrant:http://localhost:6333?attach=skin&fields=key:image_id"',
      ]),
    )
    .action((options: AttachOptions, command: Command) => run(command, (context) => attach(options, context)));
}

async function attach(options: AttachOptions, context: CommandContext): Promise<ExitCode> {
  const { config, composition, terminal, signal } = context;
  const url = storeUrl(config.store);
  if (config.store.kind !== "attached") {
    throw new AppError("invalid_input", `${url} names no collection: --store "qdrant:URL?attach=COLLECTION"`);
  }
  if (options.check && options.images === undefined) {
    throw new AppError("invalid_input", "--check encodes images again: say where they lie with --images FOLDER");
  }
  const store = await composition.store({ signal });
  const [{ model, vectors }] = await store.models({ signal });
  await store.useModel(model, { signal });
  const sample: StoredImage[] = [];
  for await (const image of store.scan({ vectors: true, signal })) {
    sample.push(image);
    if (sample.length === (options.check ? options.sample : 1)) break;
  }
  const check =
    options.check && options.images !== undefined
      ? await compare(await composition.encoder({ signal, store }), sample, resolve(options.images), { signal })
      : undefined;
  const { status, detail } = await store.health({ signal });
  const answer: AttachAnswer = {
    store: url,
    status,
    detail,
    model: model.id,
    fingerprint: model.fingerprint,
    points: await store.count(undefined, { everyImage: true, signal }),
    vectors,
    example: sample[0]?.record,
    check: check && { ...check, smallest_allowed: smallestCosine },
    notice: researchNotice,
  };
  printAnswer(terminal, config, answer, attachText);
  return check && !check.proved ? exitCodes.failed : exitCodes.done;
}

async function compare(encoder: Encoder, sample: readonly StoredImage[], folder: string, options: CallOptions) {
  const names = await readdir(folder, { recursive: true }).catch((thrown: unknown) => {
    throw asAppError(thrown, "archive_unavailable");
  });
  const files = new Map(
    names.flatMap((name) => [basename(name), stemOf(name)].map((key) => [key, join(folder, name)])),
  );
  const cosines: number[] = [];
  for (const { record, vector } of sample) {
    const file = files.get(basename(record.file)) ?? files.get(stemOf(record.file));
    if (file === undefined || !vector) continue;
    const { tensor } = await encoder.preprocess(await readFile(file, options), options);
    const [encoded] = await encoder.encodeImages([tensor], options);
    cosines.push(encoded.reduce((sum, value, place) => sum + value * vector[place], 0));
  }
  if (cosines.length === 0) {
    throw new AppError(
      "not_found",
      `no image of the collection lies in ${folder}: map the file's name, fields=file:PAYLOAD_KEY`,
    );
  }
  cosines.sort((a, b) => a - b);
  const [smallest, median] = [cosines[0], cosines[Math.floor(cosines.length / 2)]];
  return { compared: cosines.length, sampled: sample.length, smallest, median, proved: smallest >= smallestCosine };
}

function stemOf(name: string): string {
  return basename(name, extname(name));
}
