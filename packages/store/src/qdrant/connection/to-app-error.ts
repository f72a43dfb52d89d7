import { AppError } from "@lesion-atlas/core";

/** What the client throws, by shape: it exports no class for an answer with an error status. */
interface ServerAnswer {
  status: number;
  data?: { status?: { error?: string } };
  headers?: Headers;
}

/** Statuses of a server that is there and cannot serve at present (a rate limit, a proxy, an overloaded node). */
const busyStatuses = [408, 429, 500, 502, 503, 504];
/** What a full disk or memory is told as. */
const outOfRoom = /no space left|not enough (?:free )?(?:disk|memory)|out of (?:disk|memory)|memory limit/i;
/** Most characters of the server's own words. */
const reasonLength = 500;

/**
 * Translates what a request to Qdrant threw.
 *
 * `store_unavailable` for no answer, a timeout, 429 and 5xx; `too_large` for a full disk or a request beyond the server's
 * bound; `invalid_input` for a refused API key or strict mode; `not_found` for a collection that is gone; the rest is `internal`.
 */
export function toAppError(thrown: unknown, url: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const answer = answerOf(thrown);
  if (answer) return ofAnswer(answer, thrown, url);
  if (!(thrown instanceof Error))
    return new AppError("internal", `Qdrant at ${url}: ${String(thrown)}`, { cause: thrown });
  if (thrown.name === "QdrantClientResourceExhaustedError") return busy(url, "it limits requests", thrown);
  if (thrown.name === "QdrantClientTimeoutError" || thrown.name === "TimeoutError")
    return away(url, "no answer in time", thrown);
  if (thrown.name === "QdrantClientUnexpectedResponseError" || thrown instanceof SyntaxError) {
    return away(url, `an answer that is not Qdrant's (${thrown.message.slice(0, 80)})`, thrown);
  }
  const code = networkCode(thrown);
  if (code !== undefined || thrown.message === "fetch failed" || thrown.message === "terminated") {
    return away(url, code ?? thrown.message, thrown);
  }
  return new AppError("internal", `Qdrant at ${url}: ${thrown.message}`, { cause: thrown });
}

/** Milliseconds that the server asks to wait, where it says so. */
export function retryAfterMs(thrown: unknown): number | undefined {
  const cause = thrown instanceof AppError ? thrown.cause : thrown;
  const seconds =
    typeof (cause as { retry_after?: unknown })?.retry_after === "number"
      ? (cause as { retry_after: number }).retry_after
      : Number(answerOf(cause)?.headers?.get?.("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

/** Status of the answer that an error of `toAppError` stands for; undefined where none came. */
export function statusOf(thrown: unknown): number | undefined {
  return answerOf(thrown instanceof AppError ? thrown.cause : thrown)?.status;
}

function answerOf(thrown: unknown): ServerAnswer | undefined {
  return typeof (thrown as ServerAnswer | undefined)?.status === "number" ? (thrown as ServerAnswer) : undefined;
}

function ofAnswer(answer: ServerAnswer, thrown: unknown, url: string): AppError {
  const { status } = answer;
  const reason = (answer.data?.status?.error ?? `status ${status}`).slice(0, reasonLength);
  const options = { cause: thrown };
  if (outOfRoom.test(reason) || status === 507) {
    return new AppError("too_large", `Qdrant at ${url} has no room left (${reason}): give it disk or memory`, options);
  }
  if (status === 413)
    return new AppError("too_large", `Qdrant at ${url} takes no request of that size (${reason})`, options);
  if (busyStatuses.includes(status)) return busy(url, reason, thrown);
  if (status === 401 || (status === 403 && !/strict mode/i.test(reason))) {
    return new AppError(
      "invalid_input",
      `Qdrant at ${url} refuses the API key (${reason}): set LESION_QDRANT_API_KEY`,
      options,
    );
  }
  if (/strict mode/i.test(reason)) {
    return new AppError("invalid_input", `Qdrant's strict mode at ${url} forbids it: ${reason}`, options);
  }
  if (status === 404) return new AppError("not_found", `Qdrant at ${url}: ${reason}`, options);
  return new AppError("internal", `Qdrant at ${url} refused a request of ours: ${reason}`, options);
}

function busy(url: string, reason: string, cause: unknown): AppError {
  return new AppError("store_unavailable", `Qdrant at ${url} cannot serve at present (${reason}): try again`, {
    cause,
  });
}

function away(url: string, reason: string, cause: unknown): AppError {
  return new AppError(
    "store_unavailable",
    `Qdrant at ${url} does not answer (${reason}): start it, or give another with --store qdrant:URL`,
    { cause },
  );
}

/** `ECONNREFUSED` and its like, which `fetch` hides in the cause. */
function networkCode(error: Error): string | undefined {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === "string" && /^(?:E[A-Z]+|UND_ERR_\w+)$/.test(code)) return code;
  return cause instanceof Error ? networkCode(cause) : undefined;
}
