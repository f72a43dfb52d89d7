import { AppError } from "./errors.ts";
import type { CallOptions } from "./options.ts";

/** The answer that a call waits for, settled once, by whoever comes first: the one who works, the signal or the end. */
export interface PendingAnswer<Reply> {
  readonly answered: Promise<Reply>;
  settled(): boolean;
  succeed(reply: Reply): void;
  fail(error: AppError): void;
}

/** Starts waiting; when the signal is aborted the answer is AppError `cancelled`, at once. */
export function createPendingAnswer<Reply>({ signal }: CallOptions): PendingAnswer<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  let isSettled = false;

  function settle(act: () => void): void {
    if (isSettled) return;
    isSettled = true;
    signal?.removeEventListener("abort", onAbort);
    act();
  }
  const fail = (error: AppError) => settle(() => reject(error));
  function onAbort(): void {
    fail(new AppError("cancelled", "the call was cancelled", { cause: signal?.reason }));
  }
  signal?.addEventListener("abort", onAbort, { once: true });
  return { answered: promise, settled: () => isSettled, succeed: (reply) => settle(() => resolve(reply)), fail };
}
