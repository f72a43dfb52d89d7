import { Worker } from "node:worker_threads";
import { AppError } from "@lesion-atlas/core";
import type { RenderBatch, RenderWorkerSettings } from "./render-worker.ts";

const workerUrl = new URL(`./render-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

/**
 * Renders batches on worker threads, each taking the next batch when it has finished one, until `batches` is empty.
 * @throws AppError `internal` with what a thread said; the other threads are stopped
 */
export async function renderOnCrew(
  batches: Iterator<RenderBatch>,
  size: number,
  settings: RenderWorkerSettings,
  options: { signal?: AbortSignal; onBatch(images: number): void },
): Promise<void> {
  const workers = Array.from({ length: size }, () => new Worker(workerUrl, { workerData: settings }));
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (;;) {
          if (options.signal?.aborted)
            throw new AppError("cancelled", "the archive was cancelled; run it again to go on");
          const next = batches.next();
          if (next.done) return;
          options.onBatch(await renderOn(worker, next.value, options.signal));
        }
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function renderOn(worker: Worker, batch: RenderBatch, signal: AbortSignal | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off("message", onMessage).off("error", onError);
      signal?.removeEventListener("abort", onAbort);
      act();
    };
    const onMessage = (answer: { done: number } | { failed: string }): void =>
      settle(() =>
        "done" in answer
          ? resolve(answer.done)
          : reject(new AppError("internal", `an image could not be written: ${answer.failed}`)),
      );
    const onError = (cause: unknown): void =>
      settle(() => reject(new AppError("internal", `a render thread stopped: ${String(cause)}`, { cause })));
    const onAbort = (): void =>
      settle(() => reject(new AppError("cancelled", "the archive was cancelled; run it again to go on")));
    worker.on("message", onMessage).on("error", onError);
    signal?.addEventListener("abort", onAbort);
    worker.postMessage(batch);
  });
}
