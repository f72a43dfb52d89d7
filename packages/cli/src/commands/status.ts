import { stat } from "node:fs/promises";
import { researchNotice } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import { readArchives } from "../archive-documents.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { modelRow } from "../model-row.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { type StatusAnswer, statusText } from "../output/status-text.ts";

/** `lesion status`. */
export function addStatus(program: Command, run: RunCommand): void {
  program
    .command("status")
    .summary("what is stored: archives, models, counts")
    .description("Say what the store holds, by which models, from which archives, and where it all lies.")
    .addHelpText("after", exampleText(["lesion status", "lesion status --store sqlite:other.sqlite --json"]))
    .action((_options: object, command: Command) =>
      run(command, async (context) =>
        printAnswer(context.terminal, context.config, await readStatus(context), statusText),
      ),
    );
}

async function readStatus({ config, composition, signal }: CommandContext): Promise<StatusAnswer> {
  const { path } = config.store;
  const listed = await composition.models({ signal });
  const installed = await Promise.all(listed.map((model) => modelRow(model, { signal })));
  const stored = composition.storeExists() ? await readStored() : { models: [], archives: [], images: 0 };
  const vectorsOf = (fingerprint: string | undefined) =>
    stored.models.find(({ model }) => model.fingerprint === fingerprint)?.vectors ?? 0;
  const here = new Set(installed.map(({ fingerprint }) => fingerprint));
  return {
    home: config.home,
    store: {
      url: `sqlite:${path}`,
      exists: composition.storeExists(),
      bytes: (await stat(path).catch(() => undefined))?.size ?? 0,
      health: "health" in stored ? stored.health : undefined,
      images: stored.images,
    },
    archives: stored.archives,
    models: [
      ...installed.map((row) => ({ ...row, vectors: vectorsOf(row.fingerprint) })),
      ...stored.models
        .filter(({ model }) => !here.has(model.fingerprint))
        .map(({ model, vectors }) => ({
          id: model.id,
          fingerprint: model.fingerprint,
          dimensions: model.dimensions,
          vectors,
        })),
    ],
    notice: researchNotice,
  };

  async function readStored() {
    const store = await composition.store();
    const [models, images, facet, health, known] = await Promise.all([
      store.models({ signal }),
      store.count(undefined, { signal, everyImage: true }),
      store.facet("archive", undefined, { signal, everyImage: true, limit: 10_000 }),
      store.health({ signal }),
      readArchives(await composition.catalog(), { signal }),
    ]);
    const counts = new Map(facet.values.map(({ value, count }) => [String(value), count]));
    const names = [...new Set([...known.keys(), ...counts.keys()])].sort();
    const archives = names.map((name) => ({ name, images: counts.get(name) ?? 0, ...known.get(name) }));
    return { models, images, archives, health };
  }
}
