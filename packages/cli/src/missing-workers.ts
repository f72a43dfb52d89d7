import { type CallOptions, type Run, type RunQueue, type RunRole, hasEnded } from "@lesion-atlas/core";
import type { CommandContext } from "./command-context.ts";
import type { Config } from "./config.ts";
import { printable } from "./output/printable.ts";
import { storeUrl } from "./store-location.ts";

/** What a run waits for when nobody of that role is there. */
const waitsFor: Record<RunRole, string> = { plan: "plans", index: "indexes" };

/**
 * Whom a run waits for, and what to start.
 *
 * @returns undefined for a run that has ended, and where planners and indexers of its model are at work
 */
export async function missingWorkers(
  queue: Pick<RunQueue, "workers">,
  { state, model, location }: Run,
  config: Pick<Config, "store" | "storeGiven">,
  options: CallOptions = {},
): Promise<string | undefined> {
  if (hasEnded(state)) return undefined;
  const workers = await queue.workers(options);
  const ours = workers.filter((worker) => worker.model.fingerprint === model.fingerprint);
  const missing = (["plan", "index"] as const).filter((role) => !ours.some(({ roles }) => roles.includes(role)));
  if (missing.length === 0) return undefined;
  const theirs = workers.filter((worker) => !ours.includes(worker)).map((worker) => nameOf(worker.model));
  const others = [...new Set(theirs)];
  const seen =
    ours.length > 0
      ? ` (those at work were started with --only)`
      : others.length > 0
        ? ` (those at work have ${others.join(", ")})`
        : "";
  const store = config.storeGiven ? ` --store ${storeUrl(config.store)}` : "";
  return printable(
    `No worker ${missing.map((role) => waitsFor[role]).join(" or ")} runs of the model ${nameOf(model)}${seen}, so that the run ` +
      `waits. Start one, on any machine that sees ${location} and this Redis: lesion worker --model ${model.id}${store}`,
  );
}

/** Two machines may call different models by one id. */
function nameOf({ id, fingerprint }: Run["model"]): string {
  return `${id} ${fingerprint.slice(0, 12)}`;
}

/** The same on stderr, for a command that does not follow the run. */
export async function warnOfMissingWorkers(
  queue: Pick<RunQueue, "workers">,
  run: Run,
  { config, terminal, signal }: Pick<CommandContext, "config" | "terminal" | "signal">,
): Promise<void> {
  const sentence = await missingWorkers(queue, run, config, { signal });
  if (sentence !== undefined && !config.quiet) terminal.err.write(`${sentence}\n`);
}
