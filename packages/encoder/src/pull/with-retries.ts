import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import pRetry from "p-retry";

export interface RetryOptions {
  /** Attempts after the first that bring nothing. */
  retries?: number;
  /** Milliseconds before the second attempt; doubled each time, with jitter. */
  firstDelayMs?: number;
}

/** Bytes that an attempt must bring so as not to count. */
const progressBytes = 1 << 20;

/**
 * Runs an attempt again while its failure may pass. One that brought at least a megabyte is free, so that a large file
 * comes over any number of short connections.
 *
 * @param received bytes that have come so far, over all attempts
 * @throws AppError that of the last attempt; `cancelled`
 */
export async function withRetries<Value>(
  attempt: () => Promise<Value>,
  { retries = 5, firstDelayMs = 1000, signal }: RetryOptions & CallOptions,
  received: () => number = () => 0,
): Promise<Value> {
  let before = 0;
  try {
    return await pRetry(attempt, {
      retries,
      minTimeout: firstDelayMs,
      maxTimeout: 60_000,
      randomize: true,
      signal,
      shouldConsumeRetry: () => {
        const brought = received() - before;
        before = received();
        return brought < progressBytes;
      },
      shouldRetry: ({ error }) => error instanceof AppError && error.retryable,
    });
  } catch (thrown) {
    throwIfCancelled(signal);
    throw thrown;
  }
}
