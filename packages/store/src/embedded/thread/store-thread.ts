import { Worker } from "node:worker_threads";
import { guardProcessExit } from "@lesion-atlas/compute";
import { AppError, type CallOptions, fromWire, throwIfCancelled } from "@lesion-atlas/core";
import type { ThreadSettings } from "../options.ts";
import { watchSignal } from "./cancel-flag.ts";
import type { OperationName, ReplyOf, RequestOf, StoreAnswer } from "./protocol.ts";

/**
 * A worker thread with a connection of its own (`node:sqlite` occupies the thread that calls it). Calls are answered
 * in order. An idle thread does not keep the process alive.
 */
export interface StoreThread {
  /**
   * @throws AppError what the operation throws; `cancelled` when the signal was aborted before the work was done: then
   * nothing was written. `store_unavailable` after `close` and when the thread died.
   */
  call<Name extends OperationName>(
    operation: Name,
    request: RequestOf<Name>,
    options?: CallOptions,
  ): Promise<ReplyOf<Name>>;
  /** Waits for the calls under way. */
  close(): Promise<void>;
}

interface PendingCall {
  resolve(reply: unknown): void;
  reject(error: AppError): void;
}

const workerUrl = new URL(`./store-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

/** The thread starts with the first call, and again with the first one after it died. */
export function createStoreThread(name: string, settings: ThreadSettings): StoreThread {
  guardProcessExit();
  const pending = new Map<number, PendingCall>();
  let calls = 0;
  let worker: Worker | undefined;
  let closing: Promise<void> | undefined;

  function start(): Worker {
    const started = new Worker(workerUrl, { name, workerData: settings });
    let failure: unknown;
    started.on("message", (answer: StoreAnswer) => {
      const call = pending.get(answer.call);
      pending.delete(answer.call);
      if (pending.size === 0) started.unref();
      if ("error" in answer) call?.reject(fromWire(answer.error));
      else call?.resolve(answer.reply);
    });
    started.on("error", (thrown) => {
      failure = thrown;
    });
    started.on("exit", () => {
      if (worker === started) worker = undefined;
      const message = `the store's thread stopped in the middle of a call: ${String(failure ?? "it ended")}`;
      for (const call of pending.values()) call.reject(new AppError("store_unavailable", message, { cause: failure }));
      pending.clear();
    });
    return started;
  }

  function send(operation: OperationName, request: unknown, flag: Int32Array | undefined): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    worker ??= start();
    const call = calls++;
    pending.set(call, { resolve, reject });
    worker.ref();
    try {
      worker.postMessage({ call, operation, request, cancelled: flag });
    } catch (thrown) {
      pending.delete(call);
      if (pending.size === 0) worker.unref();
      reject(
        new AppError("invalid_input", `the call cannot be sent to the store: ${String(thrown)}`, { cause: thrown }),
      );
    }
    return promise;
  }

  return {
    async call(operation, request, { signal } = {}) {
      throwIfCancelled(signal);
      if (closing) throw new AppError("store_unavailable", "the store was closed; open it again");
      const { flag, unwatch } = watchSignal(signal);
      try {
        return (await send(operation, request, flag)) as never;
      } finally {
        unwatch();
      }
    },
    close() {
      closing ??= worker ? send("close", undefined, undefined).then(() => {}) : Promise.resolve();
      return closing;
    },
  };
}
