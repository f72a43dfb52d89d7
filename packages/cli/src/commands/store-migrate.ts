import { researchNotice } from "@lesion-atlas/analysis";
import { AppError } from "@lesion-atlas/core";
import type { Command } from "commander";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { reshapeStore } from "./reshape-store.ts";
import { openCatalog, openStore, storeExists } from "../open-store.ts";
import { exampleText } from "../output/example-text.ts";
import { migratedText, outcomeAnswer } from "../output/migrated-text.ts";
import { createMoveReport } from "../output/move-report.ts";
import { parseStore, storeUrl } from "../store-location.ts";

interface MigrateOptions {
  from?: string;
  to: string;
  merge?: boolean;
  dropOld?: boolean;
}

/** `lesion store migrate`. */
export function addStoreMigrate(store: Command, run: RunCommand): void {
  store
    .command("migrate")
    .summary("copy a store into another one, of the same kind or not")
    .description(
      "Copy records, what people wrote, the vectors of every model, and documents into another store. Nothing is encoded, " +
        "and the source stays as it is. Run again after a stop, it goes on where it was. Counts and a sample of vectors are " +
        "compared at the end.",
    )
    .option("--from <url>", "the store to copy (default: that of --store)")
    .requiredOption("--to <url>", "where to: an empty store, or none yet")
    .option("--merge", "copy into a store that holds images, else refused; where both have one, the source wins")
    .option("--drop-old", "from a Qdrant store to itself in another shape: remove the old collection in the end")
    .addHelpText(
      "after",
      exampleText([
        "lesion store migrate --from sqlite:lesions.sqlite --to qdrant:http://localhost:6333",
        "lesion store migrate --from qdrant:http://localhost:6333 --to sqlite:copy.sqlite",
        'lesion store migrate --from qdrant:http://localhost:6333 --to "qdrant:http://localhost:6333?shards=4" --drop-old',
      ]),
    )
    .action((options: MigrateOptions, command: Command) => run(command, (context) => migrate(options, context)));
}

async function migrate(options: MigrateOptions, context: CommandContext): Promise<void> {
  const { config, composition, terminal, events, signal } = context;
  const from = options.from === undefined ? config.store : parseStore(options.from);
  const to = parseStore(options.to);
  const [source, destination] = [storeUrl(from), storeUrl(to)];
  if (source === destination && to.kind === "qdrant") return reshapeStore(to, options, context);
  if (source === destination) throw new AppError("invalid_input", `--from and --to are one store, ${source}`);
  if (to.kind === "attached") throw new AppError("invalid_input", `${destination} is attached and only read`);
  const needs = { ...composition.needs, signal };
  if (!(await storeExists(from, needs))) throw new AppError("not_found", `there is no store at ${source}`);
  const { migrateStore } = await import("@lesion-atlas/store");
  const began = performance.now();
  const report = createMoveReport(terminal.err, events, config);
  const opened: { close(): Promise<void> }[] = [];
  const keep = async <Port extends { close(): Promise<void> }>(opening: Promise<Port>): Promise<Port> => {
    const port = await opening;
    opened.push(port);
    return port;
  };
  events.emit({ event: "start", from: source, to: destination, notice: researchNotice });
  try {
    const outcome = await migrateStore(
      {
        from: {
          name: source,
          store: await keep(openStore(from, needs)),
          catalog: await keep(openCatalog(from, needs)),
        },
        to: {
          name: destination,
          store: await keep(openStore(to, needs)),
          catalog: await keep(openCatalog(to, needs)),
        },
        merge: options.merge,
      },
      { signal, onProgress: report.progress },
    );
    report.finish();
    const duration_ms = Math.round(performance.now() - began);
    const answer = { from: source, to: destination, ...outcomeAnswer(outcome), duration_ms };
    if (config.json) events.emit({ event: "done", ...answer });
    else terminal.out.write(migratedText(answer));
  } finally {
    report.finish();
    await Promise.all(opened.map((port) => port.close()));
  }
}
