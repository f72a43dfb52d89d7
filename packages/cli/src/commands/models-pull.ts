import { join, resolve } from "node:path";
import { researchNotice } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { hubAddress } from "../config.ts";
import { introduceModel } from "../introduce-model.ts";
import { exampleText } from "../output/example-text.ts";
import { formatDuration } from "../output/numbers.ts";
import { createProgress } from "../output/progress.ts";
import { registeredModel } from "../registered-model.ts";
import { collect } from "./options.ts";

interface PullFlags {
  revision?: string;
  from?: string;
  mirror?: string[];
  keep?: boolean;
  force?: boolean;
  selfTest: boolean;
}

/** `lesion models pull`. */
export function addModelsPull(models: Command, run: RunCommand): void {
  models
    .command("pull <id>")
    .summary("fetch a known model and import it")
    .description(
      "Fetch a model of models/manifest.json from its hub and import it. It goes on where it was stopped. Sizes and SHA-256 are those of the " +
        "manifest, or of the first pull. Without a network: --from a folder with the same files.",
    )
    .option("--revision <revision>", "a commit, tag or branch instead of the pinned one")
    .option("--from <folder>", "take the checkpoint's files from a folder")
    .option("--mirror <url>", "where to fetch from when the hub does not answer; may be given several times", collect)
    .option("--keep", "keep the downloaded checkpoint")
    .option("--force", "replace a model of the same id")
    .option("--no-self-test", "do not run the model once to record its embeddings and its speed")
    .addHelpText(
      "after",
      exampleText(["lesion models pull whylesionclip", "lesion models pull monet --from /media/usb/monet"]),
    )
    .action((id: string, flags: PullFlags, command: Command) => run(command, (context) => pull(id, flags, context)));
}

async function pull(id: string, flags: PullFlags, context: CommandContext): Promise<void> {
  const { config, composition, terminal, events, signal } = context;
  const { pullModel, readModelFolder } = await import("@lesion-atlas/encoder");
  const { modelsFolder } = composition;
  const model = registeredModel(await composition.registry({ signal }), id);
  const began = performance.now();
  const showing = {
    bytes: createProgress(terminal.err, { unit: "MB", quiet: config.quiet }),
    weights: createProgress(terminal.err, { unit: "weights", quiet: config.quiet }),
  };
  const emitted = { bytes: 0, weights: 0 };
  events.emit({ event: "start", id, title: model.title, license: model.license, notice: researchNotice });
  try {
    const mirrors = (flags.mirror ?? []).map((endpoint) => ({ endpoint: hubAddress(endpoint) }));
    const { folder, pulled, revision, files } = await pullModel(
      model,
      { modelsFolder, force: flags.force },
      {
        hubs: [config.hub, ...mirrors],
        from: flags.from === undefined ? undefined : resolve(flags.from),
        revision: flags.revision,
        keep: flags.keep,
        downloadsFolder: join(config.home, "pulled"),
      },
      {
        signal,
        onProgress: ({ unit, done, total }) => {
          const scale = unit === "bytes" ? 1e6 : 1;
          const scaled = { done: Math.round(done / scale), total: total && Math.ceil(total / scale) };
          showing[unit].update(scaled);
          if (done < emitted[unit] + (total ?? 1e9) / 100) return;
          emitted[unit] = done;
          events.emit({ event: "progress", unit, done, total });
        },
        onRemark: (sentence) => {
          showing.bytes.remark(sentence);
          events.emit({ event: "remark", sentence });
        },
      },
    );
    const { model: read } = await readModelFolder(folder, { signal });
    if (pulled && flags.selfTest) {
      await introduceModel(folder, { composition, progress: showing.weights, signal });
    }
    for (const progress of Object.values(showing)) progress.finish();
    const { fingerprint, dimensions, license } = read;
    const duration_ms = Math.round(performance.now() - began);
    events.emit({ event: "done", id, pulled, revision, files, fingerprint, dimensions, license, folder, duration_ms });
    if (config.json) return;
    const said = pulled
      ? `Pulled ${model.title} (${dimensions} dimensions, licence ${license}, fingerprint ${fingerprint.slice(0, 12)}) in ${formatDuration(duration_ms / 1000)}: ${folder}`
      : `${id} is there already: ${folder} (--force pulls it again)`;
    terminal.out.write(`${said}\n${researchNotice}\n`);
  } finally {
    for (const progress of Object.values(showing)) progress.finish();
  }
}
