import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError } from "@lesion-atlas/core";
import type { CommandContext } from "../command-context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { warnOfMissingWorkers } from "../missing-workers.ts";
import { rejectsCsv } from "../rejects-csv.ts";
import { followRun } from "./follow-run.ts";
import type { IndexCommandOptions } from "./index-archive.ts";
import { storeUrl } from "../store-location.ts";
import { printRun } from "./runs.ts";

/** Makes a run of `lesion index --queue`, and follows it unless `--detach` was given. */
export async function queueArchive(
  location: string,
  options: IndexCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { composition, terminal, signal, config } = context;
  const { archive, format, limit, prune, force, priority, detach, rejects } = options;
  if (options.dryRun) throw new AppError("invalid_input", "--dry-run is not for the queue: leave --queue or --dry-run");
  const store = (await composition.storeExists({ signal })) ? await composition.store({ signal }) : undefined;
  const model = await composition.model({ store, signal });
  const queue = await composition.runQueue({ model });
  for (const warning of await composition.redisWarnings()) if (!config.quiet) terminal.err.write(`${warning}\n`);
  if (!existsSync(location) && !config.quiet) {
    terminal.err.write(`${location} is not there on this machine: the workers must see it under this very path\n`);
  }
  const run = await queue.start(
    { archive, location, format, limit, prune, force, priority, store: storeUrl(config.store) },
    { signal },
  );
  if (detach) {
    printRun(run, context);
    await warnOfMissingWorkers(queue, run, context);
    return exitCodes.done;
  }
  const code = await followRun(queue, run.id, context);
  if (rejects !== undefined) await writeFile(resolve(rejects), await rejectsCsv(queue.rejects(run.id, { signal })));
  return code;
}
