import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { researchNotice } from "@lesion-atlas/analysis";
import { AppError } from "@lesion-atlas/core";
import type { RejectsFile } from "@lesion-atlas/indexer";
import { type Command, Option } from "commander";
import { readArchives, rememberArchive } from "../archive-documents.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { fillSpeed } from "../fill-speed.ts";
import { isicQueryOf, pullIsicArchive } from "../isic/isic-location.ts";
import { exampleText } from "../output/example-text.ts";
import { indexedText } from "../output/indexed-text.ts";
import { createIndexReport } from "../output/index-report.ts";
import { embeddingCacheOption, openEmbeddingCache } from "./embedding-cache.ts";
import { collectionsOption, isicUrlOption } from "./isic-options.ts";
import { numberBetween } from "./options.ts";
import { queueArchive } from "./queue-archive.ts";

/** What `lesion index` takes beside what any command that indexes does. */
interface IndexFlags extends IndexCommandOptions {
  collections?: number[];
  thumbnailsOnly?: boolean;
  isicUrl?: string;
}

export interface IndexCommandOptions {
  archive: string;
  format: string;
  limit?: number;
  dryRun?: boolean;
  prune?: boolean;
  force?: boolean;
  rejects?: string;
  embeddingCache?: boolean;
  queue?: boolean;
  detach?: boolean;
  priority?: number;
}

/** `lesion index`. */
export function addIndex(program: Command, run: RunCommand): void {
  program
    .command("index")
    .summary("bring an archive's images into the store")
    .description(
      "Bring an archive's images into the store. What is stored unchanged is skipped, so a run that was stopped goes on " +
        "where it was. Ctrl-C finishes the batch in hand. Exit code 3: done, but some images were rejected.",
    )
    .argument("<location>", "a folder, a zip, or isic:QUERY for images of the ISIC Archive, kept in LESION_HOME")
    .requiredOption("--archive <name>", "the archive's name; with a key it names an image for ever")
    .option("--format <name>", "auto, isic, ham10000, pad-ufes-20 or folder", "auto")
    .addOption(
      new Option("--limit <n>", "look at the first n images only").argParser(
        numberBetween(1, Infinity, { whole: true }),
      ),
    )
    .addOption(collectionsOption())
    .option("--thumbnails-only", "with isic: pictures of at most 256 pixels instead of the originals")
    .addOption(isicUrlOption())
    .option("--dry-run", "say what would be done and write nothing")
    .option("--prune", "delete stored images whose files have gone, at most a tenth of the archive")
    .option("--force", "with --prune: delete more than a tenth")
    .option("--rejects <file>", "write rejected images with their reasons as CSV")
    .addOption(embeddingCacheOption())
    .option("--queue", "let workers do it: a run in the Redis of LESION_REDIS_URL, which this command follows")
    .option("--detach", "with --queue: do not follow the run")
    .addOption(
      new Option("--priority <n>", "with --queue: of two runs the smaller number goes first (1000)").argParser(
        numberBetween(1, 2_000_000, { whole: true }),
      ),
    )
    .addHelpText(
      "after",
      exampleText([
        "lesion index ~/isic-download --archive isic",
        "lesion index HAM10000.zip --archive ham --rejects rejects.csv",
        "lesion index ~/isic-download --archive isic --prune --json",
        'lesion index isic:"diagnosis_3:Nevus AND sex:female" --archive nevi --limit 500',
        "lesion index /archives/isic --archive isic --queue --store qdrant:http://qdrant:6333",
      ]),
    )
    .action((location: string, options: IndexFlags, command: Command) =>
      run(command, async (context) => {
        if (options.force && !options.prune) {
          throw new AppError("invalid_input", "--force says how much --prune may delete: give both, or neither");
        }
        if (!options.queue && (options.detach || options.priority !== undefined)) {
          throw new AppError("invalid_input", "--detach and --priority are about a queued run: give --queue too");
        }
        if (options.queue && options.embeddingCache) {
          throw new AppError(
            "invalid_input",
            "with --queue workers encode: give --embedding-cache to lesion worker, or leave --queue",
          );
        }
        return (options.queue ? queueArchive : indexArchive)(
          await folderOf(location, options, context),
          options,
          context,
        );
      }),
    );
}

/** A path as it stands; of `isic:QUERY` the folder that its images were downloaded to. */
async function folderOf(location: string, options: IndexFlags, context: CommandContext): Promise<string> {
  const query = isicQueryOf(location);
  if (query !== undefined) return pullIsicArchive(query, options, context);
  if (options.collections || options.thumbnailsOnly) {
    throw new AppError("invalid_input", "--collections and --thumbnails-only go with isic:QUERY, not with a path");
  }
  return resolve(location);
}

/** Indexes one archive and reports it; what `lesion index` does, for other commands too. */
export async function indexArchive(
  location: string,
  options: IndexCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { composition, config, terminal, signal, events } = context;
  const { archive: archiveName, format, limit, dryRun = false, prune = false, force } = options;
  const { createRejectsFile, indexRange, openArchive, planPrune, pruneArchive } = await import("@lesion-atlas/indexer");
  const began = performance.now();
  const runId = randomUUID();
  const report = createIndexReport(terminal.err, events, config);
  const archive = await openArchive(location, { format, signal });
  let rejects: RejectsFile | undefined;
  const usesCache = options.embeddingCache && !dryRun;
  const embeddingCache = usesCache ? await openEmbeddingCache(config, report.warn) : undefined;
  try {
    if (options.rejects !== undefined) rejects = await createRejectsFile(resolve(options.rejects), { signal });
    const store = await composition.store({ dryRun });
    const encoder = await composition.encoder({ signal, store });
    const catalog = await composition.catalog({ dryRun });
    const known = (await readArchives(catalog, { signal })).get(archiveName);
    const document = { ...known, location, format: archive.format };
    events.emit({
      event: "start",
      run_id: runId,
      archive: archiveName,
      location,
      format: archive.format,
      model: encoder.model.id,
      fingerprint: encoder.model.fingerprint,
      images: archive.size,
      dry_run: dryRun,
      notice: researchNotice,
    });
    for (const warning of archive.warnings) report.warn(warning);
    if (known && known.location !== location)
      report.warn(`the archive ${archiveName} was at ${known.location} until now`);
    if (!dryRun) await rememberArchive(catalog, archiveName, document, { signal });
    const outcome = await indexRange(
      { archive, archiveName, store, encoder, limit, dryRun, embeddingCache },
      {
        signal,
        onProgress: report.progress,
        onReject: async (reject) => {
          report.reject(reject);
          await rejects?.write(reject);
        },
      },
    );
    const { stored, unchanged, updated, rejected } = outcome;
    const encoded = stored > 0 && !dryRun && !usesCache && (await composition.device()) === "cpu";
    if (encoded) await fillSpeed(encoder, { composition, lane: "bulk", signal });
    const present = dryRun || limit !== undefined ? undefined : stored + unchanged + updated;
    const plan = await planPrune({ archive, archiveName, store, present }, { signal });
    if (!prune || dryRun) report.gone(plan);
    const deleted = prune && !dryRun ? await pruneArchive({ store, plan, force }, { signal }) : 0;
    const counts = { stored, unchanged, updated, rejected, deleted };
    if (!dryRun) {
      const ended = { indexed_at: new Date().toISOString(), last_run: { id: runId, ...counts } };
      await rememberArchive(catalog, archiveName, { ...document, ...ended }, { signal });
    }
    const health = await store.health({ signal });
    report.finish();
    const duration_ms = Math.round(performance.now() - began);
    if (config.json) events.emit({ event: "done", run_id: runId, ...counts, duration_ms, readiness: health });
    else
      terminal.out.write(
        indexedText({ archiveName, model: encoder.model.id, dryRun, counts, durationMs: duration_ms, health }),
      );
    return rejected > 0 ? exitCodes.doneWithRejects : exitCodes.done;
  } finally {
    report.finish();
    embeddingCache?.close();
    await rejects?.close();
    await archive.close();
  }
}
