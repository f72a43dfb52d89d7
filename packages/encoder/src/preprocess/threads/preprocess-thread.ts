import { Worker } from "node:worker_threads";
import { AppError, fromWire } from "@lesion-atlas/core";
import type { PreprocessingSettings } from "../settings.ts";
import type { PreprocessJob } from "./preprocess-job.ts";
import type { ThreadAnswer, ThreadRequest } from "./protocol.ts";

/** One worker thread. It keeps the process alive only while it has an image in hand. */
export interface PreprocessThread {
  /** Images in hand. */
  load(): number;
  start(job: PreprocessJob): void;
  /** Ends the thread once the images in hand are done; of one that was ended for an image over its limit, waits for it. */
  close(): Promise<void>;
}

/** The worker's file beside this one, TypeScript in the repository and JavaScript where it was emitted. */
const defaultUrl = new URL(`./preprocess-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

/**
 * @param onAnswer called after each answer
 * @param onEnd called when the thread takes no more images, asked for or not, with those in hand that may go to another
 * thread: where one was over its limit the others; where the thread died none, they have failed with AppError `internal`
 */
export function openPreprocessThread(
  settings: PreprocessingSettings,
  onAnswer: () => void,
  onEnd: (unfinished: readonly PreprocessJob[]) => void,
  workerUrl = defaultUrl,
): PreprocessThread {
  const worker = new Worker(workerUrl, { name: "lesion-preprocess", workerData: settings });
  const inHand = new Map<number, PreprocessJob>();
  const limits = new Map<number, NodeJS.Timeout>();
  const ended = Promise.withResolvers<void>();
  let images = 0;
  let reason = "";
  let stopped = false;

  worker.on("message", (answer: ThreadAnswer) => {
    const job = inHand.get(answer.id);
    inHand.delete(answer.id);
    clearTimeout(limits.get(answer.id));
    limits.delete(answer.id);
    if ("error" in answer) job?.fail(fromWire(answer.error));
    else job?.succeed(answer.image);
    if (inHand.size === 0) worker.unref();
    onAnswer();
  });
  worker.on("error", (thrown) => {
    reason = `: ${String(thrown)}`;
  });
  worker.on("exit", () => {
    ended.resolve();
    if (stopped) return;
    for (const timer of limits.values()) clearTimeout(timer);
    const message = `a preprocessing thread stopped in the middle of this image${reason}`;
    for (const job of inHand.values()) job.fail(new AppError("internal", message));
    onEnd([]);
  });

  /** JavaScript ends at once; what libvips has begun ends at its own limit, on a thread of its own. */
  function stopAt(id: number): void {
    const { limitMs } = inHand.get(id)!;
    stopped = true;
    for (const timer of limits.values()) clearTimeout(timer);
    inHand.get(id)!.fail(new AppError("image_unreadable", `the image takes longer than ${limitMs} ms to decode`));
    inHand.delete(id);
    const unfinished = [...inHand.values()];
    inHand.clear();
    void worker.terminate();
    onEnd(unfinished);
  }
  const send = (request: ThreadRequest, moved: ArrayBuffer[] = []) => worker.postMessage(request, moved);

  return {
    load: () => inHand.size,
    start(job) {
      const imageBytes = ownBytes(job);
      if (!imageBytes) return;
      const id = images++;
      inHand.set(id, job);
      if (job.limitMs !== undefined) limits.set(id, setTimeout(stopAt, job.limitMs, id));
      worker.ref();
      send({ id, imageBytes, limitMs: job.limitMs }, [imageBytes.buffer]);
    },
    close() {
      worker.ref();
      if (!stopped) send({ close: true });
      return ended.promise;
    },
  };
}

/** A copy, since a view of a large buffer (a pool, a zip) would be sent with all of it. */
function ownBytes(job: PreprocessJob): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(job.imageBytes);
  } catch (thrown) {
    const message = `the image's bytes cannot be copied; keep them until the call is settled: ${String(thrown)}`;
    job.fail(new AppError("invalid_input", message, { cause: thrown }));
    return undefined;
  }
}
