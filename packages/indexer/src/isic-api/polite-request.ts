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
  /** Shared by requests to one server: none starts before this time (milliseconds since 1970), which `Retry-After` sets. */
  rest?: { untilMs: number };
}

/** Says who asks, as servers that are asked by programs wish. */
const userAgent = "lesion-atlas";

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
  { signal, retries = 5, firstDelayMs = 1000, rest = { untilMs: 0 } }: RequestOptions = {},
): Promise<Body> {
  const attempt = async (): Promise<Body> => {
    await resting(rest, signal);
    const limit = AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await fetch(url, {
        headers: { "user-agent": userAgent },
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      if (response.ok) return await read(response);
    } catch (thrown) {
      throwIfCancelled(signal);
      if (thrown instanceof AppError) throw thrown;
      throw new AppError("archive_unavailable", `${hostOf(url)} does not answer as it should: ${reasonOf(thrown)}`, {
        cause: thrown,
      });
    }
    throw await failureOf(url, response, rest);
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

/** Another request may lengthen the rest meanwhile. */
async function resting(rest: { readonly untilMs: number }, signal: AbortSignal | undefined): Promise<void> {
  for (let left = rest.untilMs - Date.now(); left > 0; left = rest.untilMs - Date.now()) {
    await wait(left, undefined, { signal }).catch(() => throwIfCancelled(signal));
  }
}

async function failureOf(url: string, response: Response, rest: { untilMs: number }): Promise<AppError> {
  const { status } = response;
  const answered = `${hostOf(url)} answered ${status}${response.statusText ? ` ${response.statusText}` : ""}`;
  const said = `${answered}${wordsOf(await response.text().catch(() => ""))}`;
  if (status === 404 || status === 410) return new AppError("not_found", `${answered}: the archive no longer has it`);
  if (!isTransientStatus(status)) {
    return new AppError("invalid_input", `${said}: check the query, the collections and your rights`);
  }
  const waitMs = retryAfterMs(response.headers.get("retry-after"));
  if (waitMs > longestRetryAfterMs) {
    return new AppError(
      "invalid_input",
      `${answered} and wants ${Math.ceil(waitMs / 1000)} s of rest: run it again later`,
    );
  }
  if (waitMs > 0) rest.untilMs = Math.max(rest.untilMs, Date.now() + waitMs);
  return new AppError("archive_unavailable", said);
}

/** The sentence of an error's body, where it is JSON with one: `{"message": "..."}` or `{"detail": "..."}`. */
function wordsOf(body: string): string {
  try {
    const { message, detail } = JSON.parse(body) as Record<string, unknown>;
    const words = message ?? detail;
    return typeof words === "string" && words !== "" ? ` (${words.slice(0, 200)})` : "";
  } catch {
    return "";
  }
}

function hostOf(url: string): string {
  return new URL(url).host;
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause instanceof Error ? `: ${thrown.cause.message}` : "";
  return `${thrown.message}${cause}`;
}
