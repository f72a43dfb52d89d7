import { AppError, type CallOptions, type IndexCounts, asAppError, throwIfCancelled } from "@lesion-atlas/core";
import type { IndexOptions, IndexOutcome, IndexRequest } from "./index-request.ts";
import { oneAhead } from "./one-ahead.ts";
import { preparedBatches } from "./prepared-batches.ts";
import { createProgressMeter } from "./progress-meter.ts";
import { writeBatch } from "./write-batch.ts";

/**
 * Brings the images of one range of an archive into the store, under the encoder's model. What is stored unchanged is
 * skipped by size and time of change, else by content hash; a changed record alone is written without encoding; an image
 * without a vector of this model is encoded. Batches are read and preprocessed while the one before is encoded.
 *
 * What was counted in a progress has been written: a run that was cut off, at whatever moment, goes on where it stopped
 * when it is started again, and an image written twice is one image (ids are made of archive and key).
 *
 * @throws AppError `cancelled` with the counts in its message once the batch in hand is written, `invalid_input` for a
 * request that makes no sense, and what the archive as a whole, the store and the encoder throw. Broken images are
 * rejected and never fail a run.
 */
export async function indexRange(
  request: IndexRequest,
  { signal, onProgress, onReject }: IndexOptions = {},
): Promise<IndexOutcome> {
  checkRequest(request);
  throwIfCancelled(signal);
  const started = performance.now();
  const meter = createProgressMeter(totalOf(request), () => performance.now());
  const hasModel = await takeModel(request, { signal });
  await onProgress?.(meter.progress());
  try {
    for await (const batch of oneAhead(preparedBatches(request, hasModel, { signal }))) {
      throwIfCancelled(signal);
      const { counts, rejects } = await writeBatch(request, batch);
      meter.add(counts);
      for (const reject of rejects) await onReject?.(reject);
      await onProgress?.(meter.progress());
    }
  } catch (error) {
    throw asAppError(error).code === "cancelled" ? cancelledAfter(meter.counts(), error) : error;
  }
  return { ...meter.counts(), durationMs: performance.now() - started };
}

/** A dry run must not register a model that the store does not know. @returns whether the store's model is this one now */
async function takeModel({ store, encoder, dryRun }: IndexRequest, options: CallOptions): Promise<boolean> {
  const { model } = encoder;
  if (dryRun) {
    const known = await store.models(options);
    if (!known.some((other) => other.model.fingerprint === model.fingerprint)) return false;
  }
  await store.useModel(model, options);
  return true;
}

function totalOf({ archive, first, last, limit = Infinity, total }: IndexRequest): number | undefined {
  const known = total ?? (first === undefined && last === undefined ? archive.size : undefined);
  return known === undefined ? undefined : Math.min(known, limit);
}

function checkRequest({ archiveName, first, last, limit = 1, batchSize = 1, concurrency = 1 }: IndexRequest): void {
  if (archiveName === "" || archiveName.includes("\0")) {
    throw new AppError("invalid_input", "give the archive a name: one or more characters, none of them U+0000");
  }
  for (const [name, value] of Object.entries({ limit, batchSize, concurrency })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new AppError("invalid_input", `${name} is ${value}: give a whole number from 1 on`);
    }
  }
  if (first !== undefined && last !== undefined && first > last) {
    throw new AppError(
      "invalid_input",
      `the range from ${first} to ${last} is empty: its first key comes after its last`,
    );
  }
}

function cancelledAfter({ stored, unchanged, updated, rejected }: IndexCounts, cause: unknown): AppError {
  return new AppError(
    "cancelled",
    `stopped after ${stored} stored, ${unchanged} unchanged, ${updated} updated and ${rejected} rejected; run again to go on`,
    { cause },
  );
}
