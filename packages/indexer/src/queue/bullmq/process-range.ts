import { AppError, type CallOptions, type IndexCounts, hasEnded } from "@lesion-atlas/core";
import { indexRange } from "../../pipeline/index-range.ts";
import type { EmbeddingCache } from "../../embedding-cache/embedding-cache.ts";
import { mergedCounts, noCounts } from "../merged-counts.ts";
import type { OpenQueuePorts } from "../queue-ports.ts";
import { createLatestWrite } from "./latest-write.ts";
import type { OpenArchives } from "./open-archives.ts";
import type { RangeJob } from "./queues-of.ts";
import type { RunRecords } from "./run-records.ts";

/** What both kinds of job are worked on with. */
export interface WorkerParts {
  ports: OpenQueuePorts;
  records: RunRecords;
  archives: OpenArchives;
  /** Images encoded and written together. */
  batchSize?: number;
}

const recordEveryMs = 250;
/** A speed measured on fewer images says little. */
const measuredImages = 64;

/**
 * Works on one range: `indexRange`, its progress and rejects written to the run's records. A range of a run that has ended, or
 * of an earlier round, is put down at once.
 *
 * @param attempt of BullMQ, growing with every start of the job
 * @throws AppError `cancelled` when the signal was aborted, and what `indexRange` throws; `archive_unavailable` also for an
 * archive that has none of the range's images
 */
export async function processRange(
  { ports, records, archives, batchSize }: WorkerParts,
  { runId, round, range }: RangeJob,
  attempt: number,
  { signal }: CallOptions = {},
): Promise<void> {
  const kept = await records.read(runId);
  const keys = await records.range(runId, range);
  if (!kept || !keys || kept.round !== round || hasEnded(kept.state)) return;
  const { plan, format = plan.format } = kept;
  const before = (await records.outcome(runId, range)) ?? noCounts;
  const ended = new AbortController();
  const place = { runId, round, range, attempt };
  const rejected = new Set<string>();
  const embeddingCache = ports.embeddingCache && countedHits(ports.embeddingCache);
  const began = performance.now();

  const progress = createLatestWrite(
    async (counts: IndexCounts) => {
      const state = await records.record(place, "working", mergedCounts(before, counts));
      if (state === "superseded" || hasEnded(state)) ended.abort();
    },
    { everyMs: recordEveryMs },
  );
  try {
    const archive = await archives.of({ id: runId, round, location: plan.location, format }, { signal });
    const { first, last, images } = keys;
    const outcome = await indexRange(
      { archive, archiveName: plan.archive, ...ports, embeddingCache, first, last, total: images, batchSize },
      {
        signal: AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]),
        onProgress: ({ stored, unchanged, updated, rejected }) =>
          progress.set({ stored, unchanged, updated, rejected }),
        async onReject(reject) {
          rejected.add(reject.key);
          await records.addReject(runId, range, reject);
        },
      },
    );
    await progress.finish();
    const { stored, unchanged, updated } = outcome;
    if (stored + unchanged + updated + rejected.size === 0) throw noneLeft(plan.location, images);
    await records.keepRejects(runId, range, rejected);
    await records.record(place, "done", mergedCounts(before, { stored, unchanged, updated, rejected: rejected.size }));
    const isEncoded = stored === images && !embeddingCache?.hits();
    if (stored >= measuredImages && isEncoded) {
      await records.rememberSpeed(ports.encoder.model.fingerprint, (1000 * stored) / (performance.now() - began));
    }
  } catch (error) {
    await progress.finish();
    if (error instanceof AppError && error.code === "archive_unavailable") archives.forget(runId);
    if (ended.signal.aborted && !signal?.aborted) return;
    throw error;
  }
}

/** What the cache knew says nothing of how fast the model is. */
function countedHits(cache: EmbeddingCache): EmbeddingCache & { hits(): number } {
  let hits = 0;
  return {
    ...cache,
    hits: () => hits,
    read(fingerprint, contentHash) {
      const found = cache.read(fingerprint, contentHash);
      if (found) hits++;
      return found;
    },
  };
}

function noneLeft(location: string, images: number): AppError {
  return new AppError(
    "archive_unavailable",
    `${location} has none of the ${images} images that the run found there: check that it is mounted`,
  );
}
