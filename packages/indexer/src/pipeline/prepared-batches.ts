import { availableParallelism } from "node:os";
import { type CallOptions, type Encoder, type KeyEntry, imageId, throwIfCancelled } from "@lesion-atlas/core";
import pLimit from "p-limit";
import { type ImageTask, imageTask } from "./image-task.ts";
import type { IndexRequest } from "./index-request.ts";
import { type PreparedImage, prepareImage } from "./prepare-image.ts";

/** Batches begun while the one before has not all of its images yet: no core waits for the slowest image of a batch. */
const begunAhead = 1;
/** Keys that are looked up in the store together. */
const pageSize = 256;

/**
 * Walks the keys of a request and yields what they need in lists to be written together: what needs no reading a page
 * at a time, and what was read and preprocessed `batchSize` at a time, whatever page it came from.
 *
 * @param hasModel whether the store's model in use is the encoder's; else no image counts as encoded
 */
export async function* preparedBatches(
  request: IndexRequest,
  hasModel: boolean,
  options: CallOptions = {},
): AsyncGenerator<PreparedImage[]> {
  const { batchSize = defaultBatchSize(request.encoder), concurrency = 2 * availableParallelism() } = request;
  const limit = pLimit(concurrency);
  let waiting: Extract<ImageTask, { kind: "read" }>[] = [];
  const preparing: Promise<PreparedImage[]>[] = [];
  try {
    for await (const page of keyPages(request, options)) {
      const done: PreparedImage[] = [];
      for (const task of await pageTasks(request, page, hasModel, options)) {
        if (task.kind === "read") waiting.push(task);
        else done.push(task);
      }
      if (done.length > 0) yield done;
      while (waiting.length >= batchSize) {
        begin(waiting.splice(0, batchSize));
        if (preparing.length > begunAhead) yield preparing.shift()!;
      }
    }
    if (waiting.length > 0) begin(waiting);
    while (preparing.length > 0) yield preparing.shift()!;
  } finally {
    await Promise.allSettled(preparing);
  }

  /** A failure is thrown when the batch is due. */
  function begin(tasks: typeof waiting): void {
    const batch = prepare(tasks);
    batch.catch(() => undefined);
    preparing.push(batch);
  }

  /** Settles only when no read or decoding is under way any more, so that the caller may close what they use. */
  async function prepare(tasks: typeof waiting): Promise<PreparedImage[]> {
    let failed = false;
    const settled = await limit.map(tasks, async (task) => {
      if (failed) return undefined;
      try {
        throwIfCancelled(options.signal);
        return await prepareImage(request, task, options);
      } catch (error) {
        failed = true;
        return { error };
      }
    });
    const failure = settled.find((result) => result !== undefined && "error" in result);
    if (failure && "error" in failure) throw failure.error;
    return settled as PreparedImage[];
  }
}

/** At least 16, and a whole number of the encoder's runs. */
function defaultBatchSize({ imagesARun = 1 }: Encoder): number {
  return imagesARun * Math.ceil(16 / imagesARun);
}

async function* keyPages(request: IndexRequest, { signal }: CallOptions): AsyncGenerator<KeyEntry[]> {
  const { archive, first, last, limit = Infinity } = request;
  let page: KeyEntry[] = [];
  let seen = 0;
  for await (const entry of archive.keys({ signal, first, last })) {
    if (seen++ >= limit) break;
    page.push(entry);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function pageTasks(
  { archive, archiveName, store }: IndexRequest,
  page: readonly KeyEntry[],
  hasModel: boolean,
  options: CallOptions,
): Promise<ImageTask[]> {
  const ids = page.map(({ key }) => imageId(archiveName, key));
  const stored = hasModel ? await store.get(ids, options) : [];
  return page.map((entry, index) => imageTask(archive, archiveName, entry, stored[index]));
}
