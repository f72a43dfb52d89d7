import { availableParallelism } from "node:os";
import {
  AppError,
  type CallOptions,
  type PreprocessedImage,
  createPendingAnswer,
  throwIfCancelled,
} from "@lesion-atlas/core";
import type { PreprocessingSettings } from "./settings.ts";
import type { PreprocessJob } from "./threads/preprocess-job.ts";
import { type PreprocessThread, openPreprocessThread } from "./threads/preprocess-thread.ts";

/** Preprocessing away from the calling thread. */
export interface Preprocessor {
  /**
   * @param imageBytes a file's content; copied to the thread, so the caller keeps it
   * @param options.limitMs from the moment that a thread has the image in hand; the thread is replaced then
   * @throws AppError `image_unreadable` with the reason, `cancelled` at once when the signal is aborted, `internal` when the
   * thread died or the preprocessor is closed
   */
  preprocess(imageBytes: Uint8Array, options?: CallOptions & { limitMs?: number }): Promise<PreprocessedImage>;
  /** Cancels what waits or runs and ends the threads. */
  close(): Promise<void>;
}

export interface PreprocessorOptions {
  /** Worker threads. Default: the processors that this process may use. */
  threads?: number;
}

/** Images that a thread has in hand: while libvips decodes one, outside JavaScript, the other is resampled. */
const imagesAtOnce = 2;

/**
 * Threads start when there is work for them, and again when one has died. How many calls are under way at a time is the
 * caller's choice; what is more than the threads can take waits, in the order of the calls.
 */
export function createPreprocessor(
  settings: PreprocessingSettings,
  options: PreprocessorOptions = {},
  workerUrl?: URL,
): Preprocessor {
  const { threads: threadCount = availableParallelism() } = options;
  const threads = new Set<PreprocessThread>();
  /** Of threads that were ended for an image over its limit. */
  const ending = new Set<Promise<void>>();
  const waiting: PreprocessJob[] = [];
  const unsettled = new Set<PreprocessJob>();
  let closing: Promise<void> | undefined;

  /** The thread with the fewest images, a new one as long as there may be more; undefined when all are busy. */
  function freeThread(): PreprocessThread | undefined {
    const [least] = [...threads].sort((left, right) => left.load() - right.load());
    if (least && (least.load() === 0 || threads.size >= threadCount)) {
      return least.load() < imagesAtOnce ? least : undefined;
    }
    const onEnd = (unfinished: readonly PreprocessJob[]) => {
      threads.delete(opened);
      const gone = opened.close().finally(() => ending.delete(gone));
      ending.add(gone);
      waiting.unshift(...unfinished.filter((job) => !job.settled()));
      advance();
    };
    const opened = openPreprocessThread(settings, advance, onEnd, workerUrl);
    threads.add(opened);
    return opened;
  }

  function advance(): void {
    while (waiting.length > 0) {
      const thread = freeThread();
      if (!thread) return;
      thread.start(waiting.shift()!);
    }
  }

  /** A cancelled call must not hold its image until its turn. */
  function forget(job: PreprocessJob): void {
    unsettled.delete(job);
    const place = waiting.indexOf(job);
    if (place >= 0) waiting.splice(place, 1);
  }

  async function shutDown(): Promise<void> {
    const cancelled = new AppError("cancelled", "the preprocessor was closed before the image was done");
    waiting.length = 0;
    for (const job of unsettled) job.fail(cancelled);
    await Promise.all([...[...threads].map((thread) => thread.close()), ...ending]);
  }

  return {
    async preprocess(imageBytes, { signal, limitMs } = {}) {
      throwIfCancelled(signal);
      if (closing) throw new AppError("internal", "the preprocessor was closed; no call can follow");
      const job: PreprocessJob = { imageBytes, limitMs, ...createPendingAnswer({ signal }) };
      unsettled.add(job);
      waiting.push(job);
      advance();
      return job.answered.finally(() => forget(job));
    },
    close: () => (closing ??= shutDown()),
  };
}
