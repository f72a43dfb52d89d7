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
  /** Ends the thread once the images in hand are done. */
  close(): Promise<void>;
}

/** The worker's file beside this one, TypeScript in the repository and JavaScript where it was emitted. */
const defaultUrl = new URL(`./preprocess-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

/**
 * @param onAnswer called after each answer
 * @param onEnd called when the thread is gone, asked for or not; its images have failed with AppError `internal`
 */
export function openPreprocessThread(
  settings: PreprocessingSettings,
  onAnswer: () => void,
  onEnd: () => void,
  workerUrl = defaultUrl,
): PreprocessThread {
  const worker = new Worker(workerUrl, { name: "lesion-preprocess", workerData: settings });
  const inHand = new Map<number, PreprocessJob>();
  const ended = Promise.withResolvers<void>();
  let images = 0;
  let reason = "";

  worker.on("message", (answer: ThreadAnswer) => {
    const job = inHand.get(answer.id);
    inHand.delete(answer.id);
    if ("error" in answer) job?.fail(fromWire(answer.error));
    else job?.succeed(answer.image);
    if (inHand.size === 0) worker.unref();
    onAnswer();
  });
  worker.on("error", (thrown) => {
    reason = `: ${String(thrown)}`;
  });
  worker.on("exit", () => {
    const message = `a preprocessing thread stopped in the middle of this image${reason}`;
    for (const job of inHand.values()) job.fail(new AppError("internal", message));
    ended.resolve();
    onEnd();
  });
  const send = (request: ThreadRequest, moved: ArrayBuffer[] = []) => worker.postMessage(request, moved);

  return {
    load: () => inHand.size,
    start(job) {
      const imageBytes = ownBytes(job);
      if (!imageBytes) return;
      const id = images++;
      inHand.set(id, job);
      worker.ref();
      send({ id, imageBytes }, [imageBytes.buffer]);
    },
    close() {
      worker.ref();
      send({ close: true });
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
