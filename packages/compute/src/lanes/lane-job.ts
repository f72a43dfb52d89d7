import { AppError, type CallOptions } from "@lesion-atlas/core";
import type { LaneOperation, LaneReplies, LaneRequest } from "./protocol.ts";

/** A request on its way; settled once, by whoever comes first: the answer, the signal or the end of the lane. */
export interface LaneJob {
  readonly request: LaneRequest;
  /** Whether the request's buffers are moved to the thread. */
  readonly transfer: boolean;
  settled(): boolean;
  succeed(reply: LaneReplies[LaneOperation]): void;
  fail(error: AppError): void;
}

/** @returns the job for the queue and the promise for the caller */
export function createLaneJob<Operation extends LaneOperation>(
  request: LaneRequest<Operation> & LaneRequest,
  { signal, transfer = false }: CallOptions & { transfer?: boolean },
): { job: LaneJob; answered: Promise<LaneReplies[Operation]> } {
  const { promise, resolve, reject } = Promise.withResolvers<LaneReplies[Operation]>();
  let settled = false;

  const settle = (act: () => void): void => {
    if (settled) return;
    settled = true;
    signal?.removeEventListener("abort", onAbort);
    act();
  };
  const job: LaneJob = {
    request,
    transfer,
    settled: () => settled,
    succeed: (reply) => settle(() => resolve(reply as LaneReplies[Operation])),
    fail: (error) => settle(() => reject(error)),
  };
  function onAbort(): void {
    job.fail(new AppError("cancelled", "the call was cancelled", { cause: signal?.reason }));
  }
  signal?.addEventListener("abort", onAbort, { once: true });
  return { job, answered: promise };
}
