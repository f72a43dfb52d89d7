import { resolve } from "node:path";
import { researchNotice } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { introduceModel } from "../introduce-model.ts";
import { exampleText } from "../output/example-text.ts";
import { formatDuration } from "../output/numbers.ts";
import { createProgress } from "../output/progress.ts";

/** `lesion models import`. */
export function addModelsImport(models: Command, run: RunCommand): void {
  models
    .command("import <path>")
    .summary("make a model of a checkpoint or of a model folder")
    .description(
      "Make a model of what lies at PATH: an open_clip checkpoint (folder or file), a transformers CLIP folder, or a model folder with its " +
        "own ONNX files. Nothing in a checkpoint is ever run.",
    )
    .requiredOption("--id <id>", "the model's name from now on")
    .option("--force", "replace a model of the same id")
    .option("--no-self-test", "do not run the model once to record its embeddings and its speed")
    .addHelpText(
      "after",
      exampleText([
        "lesion models import ~/whylesionclip --id whylesionclip",
        "lesion models import ~/our-encoder --id ours --force",
      ]),
    )
    .action(
      (path: string, { id, force, selfTest }: { id: string; force?: boolean; selfTest: boolean }, command: Command) =>
        run(command, async ({ config, composition, terminal, events, signal }) => {
          const { importModel, readModelFolder } = await import("@lesion-atlas/encoder");
          const { modelsFolder } = composition;
          const began = performance.now();
          const progress = createProgress(terminal.err, { unit: "weights", quiet: config.quiet });
          events.emit({ event: "start", id, path: resolve(path), notice: researchNotice });
          try {
            const imported = await importModel(
              resolve(path),
              { id, modelsFolder, force },
              {
                signal,
                onProgress: ({ done, total }) => {
                  progress.update({ done, total });
                  events.emit({ event: "progress", done, total });
                },
              },
            );
            const { folder, model } = await readModelFolder(imported, { signal });
            if (selfTest) await introduceModel(folder, { composition, progress, signal });
            progress.finish();
            const duration_ms = Math.round(performance.now() - began);
            const { fingerprint, dimensions } = model;
            if (config.json) events.emit({ event: "done", id, fingerprint, dimensions, folder, duration_ms });
            else {
              terminal.out.write(
                `Imported ${id} (${dimensions} dimensions, fingerprint ${fingerprint.slice(0, 12)}) in ` +
                  `${formatDuration(duration_ms / 1000)}: ${folder}\n${researchNotice}\n`,
              );
            }
          } finally {
            progress.finish();
          }
        }),
    );
}
