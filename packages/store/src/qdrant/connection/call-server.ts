import { setTimeout as wait } from "node:timers/promises";
import { AppError, type CallOptions, createPendingAnswer, throwIfCancelled } from "@lesion-atlas/core";
import { retryAfterMs, toAppError } from "./to-app-error.ts";

export interface RetryPolicy {
  /** For messages. */
  url: string;
  /** No further try begins after so many milliseconds. */
  retryForMs: number;
  /** Tries after the first, whatever the time. */
  retries: number;
  /** An aborted signal ends the call while a request is under way; else between two. */
  atOnce: boolean;
}

/** The first pause between two tries; each further one is twice as long. */
const firstPauseMs = 50;
const longestPauseMs = 3_000;

/**
 * Makes a request that may be repeated, and repeats it while the server cannot serve. Pauses are random up to a bound that
 * doubles, so that many clients do not come back together, and never shorter than the server's `Retry-After`.
 *
 * @throws AppError see `toAppError`; `cancelled`
 */
export async function callServer<Answer>(
  ask: () => Promise<Answer>,
  { url, retryForMs, retries, atOnce }: RetryPolicy,
  { signal }: CallOptions = {},
): Promise<Answer> {
  const deadline = performance.now() + retryForMs;
  for (let tries = 0; ; tries++) {
    throwIfCancelled(signal);
    try {
      return await (atOnce && signal ? orCancelled(ask(), signal) : ask());
    } catch (thrown) {
      const error = toAppError(thrown, url);
      const pauseMs = pauseBefore(tries, retryAfterMs(error));
      const late = tries > 0 || retries > 1 ? performance.now() + pauseMs > deadline : false;
      if (!isPassing(error, retries) || tries >= retries || late) throw error;
      await pause(pauseMs, signal);
    }
  }
}

/** @param retries one only: whoever waits for a read is told at once that nobody listens, or that time is up */
function isPassing(error: AppError, retries: number): boolean {
  if (error.code !== "store_unavailable") return false;
  return retries > 1 || !/ECONNREFUSED|in time/.test(error.message);
}

/** @returns milliseconds */
function pauseBefore(tries: number, askedMs: number | undefined): number {
  const bound = Math.min(longestPauseMs, firstPauseMs * 2 ** tries);
  return (askedMs ?? bound / 2) + Math.random() * (bound / 2);
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
  throwIfCancelled(signal);
}

function orCancelled<Answer>(request: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const pending = createPendingAnswer<Answer>({ signal });
  request.then(pending.succeed, (thrown: unknown) => pending.fail(thrown as AppError));
  return pending.answered;
}
