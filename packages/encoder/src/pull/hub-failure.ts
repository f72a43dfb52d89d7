import { setTimeout as wait } from "node:timers/promises";
import {
  AppError,
  type CallOptions,
  isTransientStatus,
  longestRetryAfterMs,
  retryAfterMs,
  throwIfCancelled,
} from "@lesion-atlas/core";

/**
 * What an answer that is no success means. Where the hub asks for rest it is given first.
 *
 * @returns AppError `not_found` for 404 and 410, `invalid_input` for a refusal, `archive_unavailable` for what may pass
 */
export async function hubFailure(url: string, response: Response, { signal }: CallOptions = {}): Promise<AppError> {
  await response.body?.cancel();
  const { status } = response;
  const { host, pathname } = new URL(url);
  const said = `${host} answered ${status} for ${pathname}`;
  if (status === 401 || status === 403) {
    return new AppError(
      "invalid_input",
      `${said}: the repository is gated, private or not there; accept its terms on the hub and set HF_TOKEN to a token that may read it`,
    );
  }
  if (status === 404 || status === 410) {
    return new AppError(
      "not_found",
      `${said}: there is no such repository, revision or file; --revision names another`,
    );
  }
  if (!isTransientStatus(status)) return new AppError("invalid_input", `${said}; check HF_ENDPOINT and --revision`);
  const restMs = retryAfterMs(response.headers.get("retry-after"));
  if (restMs > longestRetryAfterMs) {
    return new AppError("invalid_input", `${said} and wants ${Math.ceil(restMs / 1000)} s of rest: run it again later`);
  }
  await wait(restMs, undefined, { signal }).catch(() => throwIfCancelled(signal));
  return new AppError("archive_unavailable", said);
}

/** A connection that broke, as an error that may be tried again; an `AppError` stays what it is. */
export function asHubError(thrown: unknown, url: string, { signal }: CallOptions = {}): AppError {
  throwIfCancelled(signal);
  if (thrown instanceof AppError) return thrown;
  const { host } = new URL(url);
  if (isFullDisk(thrown)) {
    return new AppError("too_large", "the disk is full; make room and run it again: it goes on where it was", {
      cause: thrown,
    });
  }
  return new AppError("archive_unavailable", `${host} does not answer as it should: ${reasonOf(thrown)}`, {
    cause: thrown,
  });
}

function isFullDisk(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && (thrown.code === "ENOSPC" || thrown.code === "EDQUOT");
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? `${thrown.message}: ${thrown.cause.message}` : thrown.message;
}
