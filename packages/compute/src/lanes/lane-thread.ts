import { AppError, type CallOptions, type Lane, createPendingAnswer, throwIfCancelled } from "@lesion-atlas/core";
import type { LaneJob } from "./lane-job.ts";
import type { LaneOperation, LaneReplies, LaneRequest, LaneSettings } from "./protocol.ts";
import { type WorkerLink, openWorker } from "./worker-link.ts";

/** One worker thread and the queue before it: requests are answered one after the other, in the order of the calls. */
export interface LaneThread {
  /**
   * @param options `transfer` moves the buffers of the request to the thread: its typed arrays are empty from then on
   * @throws AppError `cancelled` at once when the signal is aborted: a request that waits is dropped, and one under way
   * ends unheard; `internal` when the thread died
   */
  submit<Operation extends LaneOperation>(
    request: LaneRequest<Operation> & LaneRequest,
    options?: CallOptions & { transfer?: boolean },
  ): Promise<LaneReplies[Operation]>;
  /** Whether `close` was called. */
  closed(): boolean;
  /** Rejects what waits or runs (`cancelled`) and ends the thread once the run in hand is over. */
  close(): Promise<void>;
}

/** The thread is started by the first request, and again by the first one after it died. */
export function createLaneThread(lane: Lane, settings: LaneSettings, workerUrl?: URL): LaneThread {
  const queue: LaneJob[] = [];
  let running: LaneJob | undefined;
  let link: WorkerLink | undefined;
  let closing: Promise<void> | undefined;

  function advance(): void {
    while (!running && queue.length > 0) {
      const job = queue.shift()!;
      if (job.settled()) continue;
      link ??= openWorker(lane, settings, { onAnswer, onDeath }, workerUrl);
      running = job;
      try {
        link.post(job.request, job.transfer);
      } catch (thrown) {
        running = undefined;
        job.fail(new AppError("invalid_input", `the request cannot be sent: ${String(thrown)}`, { cause: thrown }));
      }
    }
    if (!running && !closing) link?.rest();
  }

  function onAnswer(settle: (job: LaneJob) => void): void {
    const job = running;
    running = undefined;
    if (job) settle(job);
    advance();
  }

  function onDeath(reason: string, cause?: unknown): void {
    link = undefined;
    const message = `the ${lane} compute thread stopped in the middle of a call: ${reason}`;
    if (closing) for (const job of queue.splice(0)) job.fail(new AppError("internal", message, { cause }));
    onAnswer((job) => job.fail(new AppError("internal", message, { cause })));
  }

  /** A cancelled request must not hold its buffers until its turn. */
  function forget(job: LaneJob): void {
    const place = queue.indexOf(job);
    if (place >= 0) queue.splice(place, 1);
  }

  async function shutDown(): Promise<void> {
    const cancelled = new AppError("cancelled", "compute was closed before the call was done");
    const last = running;
    for (const job of queue.splice(0)) job.fail(cancelled);
    last?.fail(cancelled);
    if (!link) return;
    const job: LaneJob = { request: { operation: "close" }, transfer: false, ...createPendingAnswer({}) };
    const ended = link.ended;
    queue.push(job);
    advance();
    await job.answered.catch(() => {});
    await ended;
  }

  return {
    async submit(request, { signal, transfer = false } = {}) {
      throwIfCancelled(signal);
      if (closing) throw new AppError("internal", "compute was closed; no call can follow");
      const job: LaneJob = { request, transfer, ...createPendingAnswer({ signal }) };
      queue.push(job);
      advance();
      job.answered.catch(() => forget(job));
      return job.answered as Promise<never>;
    },
    closed: () => closing !== undefined,
    close: () => (closing ??= shutDown()),
  };
}
