import { Worker } from "node:worker_threads";
import { type Lane, fromWire } from "@lesion-atlas/core";
import type { LaneJob } from "./lane-job.ts";
import { buffersIn } from "./moved-buffers.ts";
import type { LaneAnswer, LaneRequest, LaneSettings } from "./protocol.ts";

/** A living worker thread of a lane. */
export interface WorkerLink {
  /** Sends a request; until `rest` the thread keeps the process alive. @throws what `postMessage` throws */
  post(request: LaneRequest, transfer: boolean): void;
  /** Lets the process end although the thread is there. */
  rest(): void;
  /** Resolves when the thread is gone. */
  readonly ended: Promise<void>;
}

export interface WorkerEvents {
  onAnswer(settle: (job: LaneJob) => void): void;
  /** The thread is gone, whether it was asked to end or not. */
  onDeath(reason: string, cause?: unknown): void;
}

/** The worker's file beside this one, TypeScript in the repository and JavaScript where it was emitted. */
const defaultUrl = new URL(`./lane-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

/** Starts a thread for a lane. */
export function openWorker(lane: Lane, settings: LaneSettings, events: WorkerEvents, url = defaultUrl): WorkerLink {
  const worker = new Worker(url, { name: `lesion-${lane}`, workerData: settings });
  const ended = Promise.withResolvers<void>();
  let failure: unknown;

  worker.on("message", (answer: LaneAnswer) => {
    events.onAnswer((job) => ("error" in answer ? job.fail(fromWire(answer.error)) : job.succeed(answer.reply)));
  });
  worker.on("error", (thrown) => {
    failure = thrown;
  });
  worker.on("exit", (code) => {
    ended.resolve();
    events.onDeath(failure === undefined ? `it exited with code ${code}` : String(failure), failure);
  });

  return {
    post(request, transfer) {
      worker.postMessage(request, transfer ? buffersIn(request) : []);
      worker.ref();
    },
    rest: () => worker.unref(),
    ended: ended.promise,
  };
}
