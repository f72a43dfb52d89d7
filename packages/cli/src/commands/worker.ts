import type { RunRole } from "@lesion-atlas/core";
import { type Command, Option } from "commander";
import { boundYoungHeap } from "../bound-young-heap.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { untilAborted } from "../interrupts.ts";
import { embeddingCacheOption, openEmbeddingCache } from "./embedding-cache.ts";
import { exampleText } from "../output/example-text.ts";
import { type WorkOptions, workOnRuns, workerLog } from "../work-on-runs.ts";
import { numberBetween } from "./options.ts";

interface WorkerCommandOptions extends Pick<WorkOptions, "rangesPerMinute"> {
  grace: number;
  only?: RunRole;
  keepRuns: number;
  keepRunDays: number;
  embeddingCache?: boolean;
}

/** `lesion worker`. */
export function addWorker(program: Command, run: RunCommand): void {
  program
    .command("worker")
    .summary("work on queued index runs")
    .description(
      "Work on the runs of lesion index --queue until it is told to end: any number of workers, on any machine that sees " +
        "the store, the Redis of LESION_REDIS_URL and the archive at its location. Ctrl-C or SIGTERM finishes the batch in " +
        "hand and gives the rest of its range to another.",
    )
    .addOption(
      new Option("--grace <seconds>", "how long the end may take").default(30).argParser(numberBetween(0, 3600)),
    )
    .addOption(rangesPerMinuteOption())
    .addOption(embeddingCacheOption())
    .addOption(
      new Option("--keep-run-days <n>", "how long runs that have ended stay in Redis")
        .default(30)
        .argParser(numberBetween(0, 36_500)),
    )
    .addOption(
      new Option("--keep-runs <n>", "how many runs stay in Redis; the oldest that have ended go first")
        .default(1000)
        .argParser(numberBetween(1, 1e6, { whole: true })),
    )
    .addOption(new Option("--only <role>", "only plan runs, or only index ranges").choices(["plan", "index"]))
    .addHelpText("after", exampleText(["lesion worker", "lesion worker --store qdrant:http://qdrant:6333 --grace 60"]))
    .action((options: WorkerCommandOptions, command: Command) => run(command, (context) => work(options, context)));
}

/** `--ranges-per-minute N`. */
export function rangesPerMinuteOption(): Option {
  return new Option(
    "--ranges-per-minute <n>",
    "ranges that all workers of the model begin together; some 45 seconds of work each",
  ).argParser(numberBetween(1, 1e6, { whole: true }));
}

async function work(
  { grace, only, embeddingCache: usesCache, keepRuns, keepRunDays, ...options }: WorkerCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { composition, config, terminal, signal, events } = context;
  boundYoungHeap();
  const store = await composition.store({ signal });
  const encoder = await composition.encoder({ signal, store });
  const catalog = await composition.catalog({ signal });
  const roles = only === undefined ? undefined : [only];
  const { warn } = workerLog(terminal, config);
  const embeddingCache = usesCache ? await openEmbeddingCache(config, (sentence) => warn({}, sentence)) : undefined;
  const worker = await workOnRuns(
    { store, encoder, catalog, embeddingCache },
    { ...options, roles, keepRuns: { days: keepRunDays, count: keepRuns } },
    context,
  );
  if (config.json) events.emit({ event: "working", model: encoder.model.id });
  else terminal.out.write(`Working on the runs of the model ${encoder.model.id}. Ctrl-C ends.\n`);
  await untilAborted(signal);
  await worker.close({ graceMs: 1000 * grace });
  embeddingCache?.close();
}
