import { resolve } from "node:path";
import { availableParallelism } from "node:os";
import { researchNotice } from "@lesion-atlas/analysis";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { formatCount, formatDuration } from "../output/numbers.ts";
import { createProgress } from "../output/progress.ts";
import { numberBetween } from "./options.ts";

interface PhantomOptions {
  count: number;
  seed: number;
  size?: { width: number; height: number };
  style: "A" | "B";
  independent?: boolean;
  plant: boolean;
  broken?: number;
  masks: boolean;
}

/** `lesion phantom`. */
export function addPhantom(program: Command, run: RunCommand): void {
  program
    .command("phantom")
    .summary("write an archive of drawn lesions whose truth is known")
    .description(
      "Write an archive of drawn lesions in the layout of an ISIC download, with the truth of every image beside it. " +
        "No photograph of a person is in it. A run that was stopped goes on where it was.",
    )
    .argument("<out>", "an empty folder, or one that is not there")
    .addOption(countOption())
    .addOption(
      new Option("--seed <n>", "with the other options it decides every byte")
        .default(0)
        .argParser(numberBetween(0, 0xffffffff, { whole: true })),
    )
    .addOption(new Option("--size <wxh>", "pixels, 384x288 unless given").argParser(readSize))
    .addOption(new Option("--style <style>", "how it is drawn").choices(["A", "B"]).default("A"))
    .option("--independent", "draw every feature on its own, one image a patient: for probes")
    .option("--no-plant", "plant no duplicates, wrong labels, leaks or off-topic images")
    .addOption(
      new Option("--broken <share>", "share of files that are no readable image").argParser(numberBetween(0, 0.5)),
    )
    .option("--no-masks", "leave truth/masks out")
    .addHelpText(
      "after",
      exampleText(["lesion phantom phantoms --count 200 --seed 1", "lesion index phantoms --archive phantoms"]),
    )
    .action((out: string, options: PhantomOptions, command: Command) =>
      run(command, async ({ config, terminal, events, signal }) => {
        const { count, seed, size, style, independent, plant, broken, masks } = options;
        const began = performance.now();
        const progress = createProgress(terminal.err, { unit: "images", quiet: config.quiet });
        events.emit({ event: "start", out: resolve(out), images: count, notice: researchNotice });
        try {
          const planted = { ...(plant ? {} : nothingPlanted), ...(broken === undefined ? {} : { broken }) };
          const workers = availableParallelism();
          const { generateArchive } = await import("@lesion-atlas/phantom");
          const { images } = await generateArchive(
            resolve(out),
            { count, seed, size, style, independent, planted, masks, workers },
            {
              signal,
              onProgress: ({ done, total }) => {
                progress.update({ done, total });
                events.emit({ event: "progress", done, total });
              },
            },
          );
          progress.finish();
          const duration_ms = Math.round(performance.now() - began);
          const sentence = `Drew ${formatCount(images)} images in ${formatDuration(duration_ms / 1000)}: ${resolve(out)}`;
          if (config.json) events.emit({ event: "done", images, duration_ms });
          else terminal.out.write(`${sentence}\n${researchNotice}\n`);
        } finally {
          progress.finish();
        }
      }),
    );
}

const nothingPlanted = { duplicates: 0, labelErrors: 0, offTopic: 0, leaks: 0, missingMetadata: 0, broken: 0 };

function countOption(): Option {
  return new Option("--count <n>", "number of images")
    .argParser(numberBetween(1, 9_999_999, { whole: true }))
    .makeOptionMandatory();
}

function readSize(text: string): { width: number; height: number } {
  const { width, height } = /^(?<width>\d+)x(?<height>\d+)$/.exec(text)?.groups ?? {};
  if (width === undefined) throw new InvalidArgumentError("Give width and height in pixels, such as 384x288.");
  return { width: Number(width), height: Number(height) };
}
