import { AppError, type Archive, type CallOptions, hasEnded, throwIfCancelled } from "@lesion-atlas/core";
import type { Job } from "bullmq";
import { addChildren, addedAtOnce } from "./add-children.ts";
import { inBatches } from "./in-batches.ts";
import { imagesPerRange, measureSpeed } from "./measure-speed.ts";
import type { WorkerParts } from "./process-range.ts";
import type { ModelQueues, RunJob } from "./queues-of.ts";
import { reopenOutcomes } from "./reopen-outcomes.ts";
import type { KeptRun } from "./run-hash.ts";
import type { KeyRange, RunRecords } from "./run-records.ts";
import { streamRanges } from "./stream-ranges.ts";

/**
 * Walks through the archive's keys and adds one child job a range to the run's job, from the ranges that were added last.
 * Children are worked on while others are still being added. Nothing is kept of the keys but the ranges in hand.
 *
 * @returns false when the run has ended meanwhile
 */
export async function planRun(
  parts: WorkerParts,
  queues: ModelQueues,
  job: Job<RunJob>,
  options: CallOptions = {},
): Promise<boolean> {
  const { records } = parts;
  const { runId, round } = job.data;
  const goesOn = async () => {
    const kept = await records.read(runId);
    return kept && kept.round === round && !hasEnded(kept.state) ? kept : undefined;
  };
  let kept = await goesOn();
  if (!kept) return false;
  if (kept.total !== undefined && kept.added === kept.ranges && !kept.reopened) return true;
  await records.enter(kept, "planning", { stamp: kept.started_at ? "" : "started_at" });
  if (kept.reopened) await reopenOutcomes(records, kept);

  const isFirstRound = kept.total === undefined;
  const archive = isFirstRound ? await openForPlanning(parts, kept, options) : undefined;
  kept = await goesOn();
  if (!kept) return false;
  let number = kept.added;
  for await (const ranges of rangesOf(records, kept, archive, options)) {
    const outcomes = await records.outcomesFrom(runId, number, ranges.length);
    const open = ranges
      .map((range, place) => ({ range, number: number + place }))
      .filter((_, place) => outcomes[place]?.state !== "done");
    await addChildren(queues, job, open, {
      priority: kept.plan.priority,
      mayBeThere: number < kept.added + addedAtOnce,
    });
    number += ranges.length;
    const state = await records.setAdded(kept, number);
    if (state === "superseded" || hasEnded(state)) return false;
    throwIfCancelled(options.signal);
  }
  await records.enter(kept, "running");
  return true;
}

async function openForPlanning({ ports, records }: WorkerParts, kept: KeptRun, options: CallOptions): Promise<Archive> {
  const { archive: name, location } = kept.plan;
  const archive = await ports.openArchive(location, { format: kept.format ?? kept.plan.format, ...options });
  if (kept.format === undefined) {
    const { storeAddress } = ports;
    if (kept.plan.store !== undefined && storeAddress !== undefined && kept.plan.store !== storeAddress) {
      const message =
        `the worker stores in ${storeAddress}, the run was started for ${kept.plan.store}: where these are two stores, cancel ` +
        "the run, end that worker and start one with the other (a Redis or a prefix is for one store)";
      await records.warn(kept.id, message);
    }
    for (const message of archive.warnings) await records.warn(kept.id, message);
    await ports.onArchive({ name, location, format: archive.format });
  }
  const { model } = ports.encoder;
  const size =
    kept.images_per_range ??
    kept.plan.imagesPerRange ??
    imagesPerRange(
      (await records.speed(model.fingerprint)) ?? (await measureSpeed(archive, ports.encoder, options)) ?? 1,
    );
  await records.set(kept.id, { format: archive.format, images_per_range: size });
  return archive;
}

/** The ranges from `added` on, some together: those whose keys are known, then new ones from the archive. */
async function* rangesOf(
  records: RunRecords,
  kept: KeptRun,
  archive: Archive | undefined,
  options: CallOptions,
): AsyncGenerator<KeyRange[]> {
  const { id, added, plan, images_per_range: size = 1 } = kept;
  try {
    let last: KeyRange | undefined;
    let number = 0;
    let images = 0;
    const keep = (ranges: readonly KeyRange[]) => {
      number += ranges.length;
      last = ranges.at(-1);
      for (const range of ranges) images += range.images;
    };
    for (;;) {
      const upTo = number < added ? Math.min(added - number, addedAtOnce) : addedAtOnce;
      const known = await records.ranges(id, number, upTo);
      if (known.length === 0) break;
      const isAdded = number < added;
      keep(known);
      if (!isAdded) yield known;
    }
    if (!archive) return;
    if (last) await checkStillThere(archive, last.last, options);
    const cut = { size, after: last?.last, limit: (plan.limit ?? Infinity) - images };
    for await (const ranges of inBatches(streamRanges(archive, cut, options), { size: addedAtOnce, withinMs: 500 })) {
      const written = await records.addRanges(id, number, ranges);
      keep(written);
      yield written;
    }
    await records.set(id, { total: images, ranges: number });
  } finally {
    await archive?.close();
  }
}

/** A planner that resumes on an empty mount must not take it for the archive's end. */
async function checkStillThere(archive: Archive, last: string, options: CallOptions): Promise<void> {
  for await (const _ of archive.keys({ first: last, ...options })) return;
  for await (const _ of archive.keys(options)) return;
  throw new AppError(
    "archive_unavailable",
    `${archive.location} has no image any more, while the run found some: check that it is mounted`,
  );
}
