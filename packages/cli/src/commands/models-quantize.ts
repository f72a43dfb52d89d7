import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { researchNotice } from "@lesion-atlas/analysis";
import { AppError } from "@lesion-atlas/core";
import { type Command, Option } from "commander";
import { makeCalibratedVariant } from "../calibrated-variant.ts";
import { shareOut } from "../calibration-images.ts";
import { chooseModel } from "../choose-model.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { type ModelsComparison, compareModels, imagesBelow } from "../compare-models.ts";
import { introduceModel } from "../introduce-model.ts";
import { comparisonText } from "../output/comparison-text.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { createProgress } from "../output/progress.ts";
import { comparedImagesOption } from "./models-compare.ts";
import { numberBetween } from "./options.ts";

interface QuantizeFlags {
  precision?: "int8" | "fp16";
  mergeTokens?: number;
  id?: string;
  images?: string;
  limit: number;
  floor: number;
  force?: boolean;
}

/** Phantoms that are drawn for the comparison where no images are given, and those for a calibration. */
const drawnImages = { compared: 60, calibration: 30 };

/** `lesion models quantize`. */
export function addModelsQuantize(models: Command, run: RunCommand): void {
  models
    .command("quantize <id>")
    .summary("make a smaller, faster variant of a model, and measure what it loses")
    .description(
      "Make a variant of a model: int8 (products, or convolutions, in 8 bits, a scale a channel: about a quarter of the size, several times as fast), fp16 (half the size, the same speed), " +
        "merged tokens (the most alike patches of an image become one, N in each block of a vision transformer), or both. " +
        "A convolutional tower is calibrated with a third of the images, at most 64; the others judge it. " +
        "It is compared with the original and refused when the overlap of nearest neighbours is below the floor. It has a fingerprint of its own: index again with it.",
    )
    .addOption(
      new Option("--precision <precision>", "of the stored weights; as they are unless given").choices([
        "int8",
        "fp16",
      ]),
    )
    .addOption(
      new Option("--merge-tokens <n>", "tokens of an image merged in each block; none unless given").argParser(
        numberBetween(1, 10_000, { whole: true }),
      ),
    )
    .option("--id <id>", "the variant's name; such as ID-int8 or ID-int8-merge8 unless given")
    .option(
      "--images <folder>",
      "what to compare on, and to calibrate a convolutional tower with; drawn lesions unless given",
    )
    .addOption(comparedImagesOption())
    .addOption(
      new Option("--floor <share>", "least overlap of the ten nearest neighbours")
        .default(0.95)
        .argParser(numberBetween(0, 1)),
    )
    .option("--force", "keep it below the floor, and replace a model of the same id")
    .addHelpText(
      "after",
      exampleText([
        "lesion models quantize whylesionclip --precision int8 --images ISIC_DOWNLOAD",
        "lesion models quantize whylesionclip --precision int8 --merge-tokens 8 --images ISIC_DOWNLOAD",
      ]),
    )
    .action((id: string, flags: QuantizeFlags, command: Command) =>
      run(command, (context) => quantize(id, flags, context)),
    );
}

async function quantize(id: string, flags: QuantizeFlags, context: CommandContext): Promise<void> {
  const { config, composition, terminal, signal } = context;
  const { hasInt8DotProduct } = await import("@lesion-atlas/compute");
  const { needsCalibration, writeMeasurements } = await import("@lesion-atlas/encoder");
  const { precision, mergeTokens: mergedTokens, floor, force } = flags;
  if (precision === undefined && mergedTokens === undefined) {
    throw new AppError(
      "invalid_input",
      "say what the variant is for: --precision int8|fp16, --merge-tokens N, or both",
    );
  }
  const original = chooseModel(await composition.models({ signal }), { wanted: id });
  const variantId = flags.id ?? variantName(id, flags);
  const folder = join(composition.modelsFolder, variantId);
  const progress = createProgress(terminal.err, { unit: "images", quiet: config.quiet });
  const scratch = await mkdtemp(join(tmpdir(), "lesion-quantize-"));
  const trial = join(composition.modelsFolder, `.importing-${process.pid}-trial`);
  try {
    if (precision === "int8" && hasInt8DotProduct() === false) {
      progress.remark(
        "this processor has no int8 dot product (VNNI): sums of two products may saturate, and it is hardly faster",
      );
    }
    if (!force && (await composition.models({ signal })).some((model) => model.id === variantId)) {
      throw new AppError("conflict", `there is a model ${variantId} already; choose another --id, or --force`);
    }
    const calibrated = precision === "int8" && (await needsCalibration(original.folder));
    const all = await imagesBelow(
      flags.images === undefined ? await drawn(scratch, calibrated, context) : resolve(flags.images),
    );
    const { calibration, compared: files } = calibrated
      ? shareOut(all, flags.limit)
      : { calibration: [], compared: all.slice(0, flags.limit) };
    if (calibrated) {
      const kind = flags.images === undefined ? "drawn lesions (--images takes photographs)" : "of the images";
      progress.remark(`calibrating with ${calibration.length} ${kind}, comparing on ${files.length} others`);
    }
    const { folder: made, lengths } = await makeCalibratedVariant(
      {
        folder: original.folder,
        changes: { precision, mergedTokens },
        target: { id: variantId, modelsFolder: trial },
        calibration,
      },
      { composition, progress, signal },
    );
    if (lengths) progress.remark(`tokens of an image: ${lengths[0]} in the first block, ${lengths.at(-1)} in the last`);
    let done = 0;
    const comparison = await compareModels([original.folder, made], files, composition, {
      signal,
      onUnreadable: progress.remark,
      onImage: () => progress.update({ done: ++done, total: 2 * files.length }),
    });
    progress.finish();
    if (comparison.recall_at_10 < floor && !force) throw belowFloor(comparison, floor);
    await introduceModel(made, { composition, progress, signal });
    await rm(folder, { recursive: true, force: true });
    await rename(made, folder);
    const { left, right, ...space } = comparison;
    await writeMeasurements(composition.modelsFolder, right.fingerprint, {
      comparison: { against: left.model, against_fingerprint: left.fingerprint, ...space },
    });
    const answer = { id: variantId, folder, floor, tokens: lengths, ...comparison, notice: researchNotice };
    printAnswer(terminal, config, answer, (given) => `${comparisonText(given)}Made ${variantId}: ${folder}\n`);
  } finally {
    progress.finish();
    for (const left of [scratch, trial]) await rm(left, { recursive: true, force: true });
  }
}

function variantName(id: string, { precision, mergeTokens }: QuantizeFlags): string {
  return [id, precision, mergeTokens === undefined ? undefined : `merge${mergeTokens}`].filter(Boolean).join("-");
}

async function drawn(folder: string, calibrated: boolean, { signal }: CommandContext): Promise<string> {
  const { generateArchive } = await import("@lesion-atlas/phantom");
  const out = join(folder, "phantoms");
  const count = drawnImages.compared + (calibrated ? drawnImages.calibration : 0);
  await generateArchive(out, { count, seed: 22, masks: false }, { signal });
  return join(out, "images");
}

function belowFloor({ recall_at_10, images }: ModelsComparison, floor: number): AppError {
  return new AppError(
    "unsupported",
    `the variant shares ${recall_at_10.toFixed(3)} of the ten nearest neighbours over ${images} images, below the floor ${floor}: ` +
      "it is not kept. --force keeps it, --floor sets another",
  );
}
