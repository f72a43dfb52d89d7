import { AppError, type Archive, type CallOptions, hasEnded } from "@lesion-atlas/core";
import type { Job } from "bullmq";
import { rangeJobId } from "./names.ts";
import { imagesPerRange, measureSpeed } from "./measure-speed.ts";
import type { WorkerParts } from "./process-range.ts";
import type { ModelQueues, RunJob } from "./queues-of.ts";
import { reopenOutcomes } from "./reopen-outcomes.ts";
import type { KeptRun } from "./run-hash.ts";
import type { KeyRange, RunRecords } from "./run-records.ts";
import { streamRanges } from "./stream-ranges.ts";

/**
 * Walks through the archive's keys and adds one child job a range to the run's job, from the range that was added last.
 * Children are worked on while others are still being added. Nothing is kept of the keys but the range in hand.
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
  for await (const range of rangesOf(records, kept, archive, options)) {
    const outcome = await records.outcome(runId, number);
    if (outcome?.state !== "done") await addChild(queues, job, { number, range, kept, isFirst: number === kept.added });
    number++;
    const now = await records.setAdded(runId, number);
    if (now.round !== round || hasEnded(now.state)) return false;
  }
  await records.enter(kept, "running");
  return true;
}

async function openForPlanning({ ports, records }: WorkerParts, kept: KeptRun, options: CallOptions): Promise<Archive> {
  const { archive: name, location } = kept.plan;
  const archive = await ports.openArchive(location, { format: kept.format ?? kept.plan.format, ...options });
  if (kept.format === undefined) {
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

/** The ranges from `added` on: those whose keys are known, then new ones from the archive. */
async function* rangesOf(
  records: RunRecords,
  kept: KeptRun,
  archive: Archive | undefined,
  options: CallOptions,
): AsyncGenerator<KeyRange> {
  const { id, added, plan, images_per_range: size = 1 } = kept;
  try {
    let last: KeyRange | undefined;
    let number = 0;
    let images = 0;
    for (; ; number++) {
      const range = await records.range(id, number);
      if (!range) break;
      images += range.images;
      last = range;
      if (number >= added) yield range;
    }
    if (!archive) return;
    if (last) await checkStillThere(archive, last.last, options);
    for await (const range of streamRanges(
      archive,
      { size, after: last?.last, limit: (plan.limit ?? Infinity) - images },
      options,
    )) {
      const written = await records.addRange(id, number++, range);
      await records.set(id, { ranges: number });
      images += written.images;
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

/**
 * Adding a child and tying it to its parent is one step of BullMQ's. The job of the range that was added last may be
 * there already; it is not added again then, for a failed child would be tied anew to a parent that waits for it for ever.
 */
async function addChild(
  { ranges }: ModelQueues,
  parent: Job<RunJob>,
  { number, range, kept, isFirst }: { number: number; range: KeyRange; kept: KeptRun; isFirst: boolean },
): Promise<void> {
  const { runId, round } = parent.data;
  const jobId = rangeJobId(runId, round, range);
  if (isFirst && (await ranges.getJob(jobId))) return;
  await ranges.add(
    "range",
    { runId, round, range: number },
    {
      jobId,
      priority: kept.plan.priority,
      ignoreDependencyOnFailure: true,
      parent: { id: parent.id!, queue: parent.queueQualifiedName },
    },
  );
}
