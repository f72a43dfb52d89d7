import { setTimeout as wait } from "node:timers/promises";
import {
  AppError,
  type CallOptions,
  isTransientStatus,
  longestRetryAfterMs,
  retryAfterMs,
  throwIfCancelled,
} from "@lesion-atlas/core";
import pRetry from "p-retry";

export interface RequestOptions extends CallOptions {
  /** Attempts after the first. */
  retries?: number;
  /** Milliseconds before the second attempt; doubled each time, with jitter. */
  firstDelayMs?: number;
}

/** A server that does not answer within this time counts as one that failed. */
const timeoutMs = 60_000;

/**
 * One GET whose body is read whole. What may pass (no answer, a body cut short, 408, 425, 429, 5xx) is tried again with
 * exponential backoff, and not before what `Retry-After` says.
 *
 * @throws AppError `not_found` for 404 and 410, `archive_unavailable` for all else that does not pass, `cancelled`.
 */
export async function politeRequest<Body>(
  url: string,
  read: (response: Response) => Promise<Body>,
  { signal, retries = 5, firstDelayMs = 1000 }: RequestOptions = {},
): Promise<Body> {
  const attempt = async (): Promise<Body> => {
    const limit = AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await fetch(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
      if (response.ok) return await read(response);
    } catch (thrown) {
      throwIfCancelled(signal);
      if (thrown instanceof AppError) throw thrown;
      throw new AppError("archive_unavailable", `${hostOf(url)} does not answer as it should: ${reasonOf(thrown)}`, {
        cause: thrown,
      });
    }
    await response.body?.cancel();
    throw await failureOf(url, response, signal);
  };
  try {
    return await pRetry(attempt, {
      retries,
      minTimeout: firstDelayMs,
      maxTimeout: 60_000,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => error instanceof AppError && error.retryable,
    });
  } catch (thrown) {
    throwIfCancelled(signal);
    throw thrown;
  }
}

async function failureOf(url: string, response: Response, signal: AbortSignal | undefined): Promise<AppError> {
  const { status } = response;
  const said = `${hostOf(url)} answered ${status}${response.statusText ? ` ${response.statusText}` : ""}`;
  if (status === 404 || status === 410) return new AppError("not_found", `${said}: the archive no longer has it`);
  if (!isTransientStatus(status)) {
    return new AppError("invalid_input", `${said}: check the query, the collections and your rights`);
  }
  const waitMs = retryAfterMs(response.headers.get("retry-after"));
  if (waitMs > longestRetryAfterMs) {
    return new AppError("invalid_input", `${said} and wants ${Math.ceil(waitMs / 1000)} s of rest: run it again later`);
  }
  await wait(waitMs, undefined, { signal }).catch(() => throwIfCancelled(signal));
  return new AppError("archive_unavailable", said);
}

function hostOf(url: string): string {
  return new URL(url).host;
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause instanceof Error ? `: ${thrown.cause.message}` : "";
  return `${thrown.message}${cause}`;
}
