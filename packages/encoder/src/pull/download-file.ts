import { basename } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { asHubError, hubFailure } from "./hub-failure.ts";
import { hubRequest } from "./hub-request.ts";
import { type PartialFile, openPartialFile } from "./partial-file.ts";
import { type RetryOptions, withRetries } from "./with-retries.ts";

/** A connection that brings nothing for so long is given up. */
const idleMs = 60_000;

export interface FileToFetch {
  url: string;
  /** Where it is to lie; beside it lies `.partial` until it is whole. */
  path: string;
  /** Bytes it must have, where known. */
  bytes?: number;
  /** SHA-256, hex, it must have, where known. */
  sha256?: string;
}

export interface DownloadOptions extends CallOptions {
  token?: string;
  retry?: RetryOptions;
  /** Called with the bytes of this file that are there. */
  onBytes?: (bytes: number) => void;
}

/**
 * Fetches one file, going on where an earlier attempt or an earlier process stopped if the server still has the same
 * file (ETag, or the SHA-256 known beforehand). The hash is taken while it streams.
 *
 * @returns its size and SHA-256
 * @throws AppError `model_invalid` for a file of another size or hash, of which nothing is kept; `too_large` for a full
 * disk; `not_found`, `invalid_input`, `archive_unavailable`, `cancelled`
 */
export async function downloadFile(
  file: FileToFetch,
  { token, retry = {}, signal, onBytes }: DownloadOptions = {},
): Promise<{ bytes: number; sha256: string }> {
  const partial = await openPartialFile(file.path, { signal });
  const inherited = partial.bytes > 0;
  try {
    onBytes?.(partial.bytes);
    const fetchRest = () =>
      withRetries(
        () => attempt(file, partial, { token, signal, onBytes }),
        { ...retry, signal },
        () => partial.bytes,
      );
    await fetchRest();
    if (inherited && file.sha256 !== undefined && partial.digest() !== file.sha256) {
      await partial.begin({ sha256: file.sha256 });
      await fetchRest();
    }
    await check(file, partial);
    const fetched = { bytes: partial.bytes, sha256: partial.digest() };
    await partial.finish();
    return fetched;
  } finally {
    await partial.close();
  }
}

/** One request for what is missing, to its end. */
async function attempt(file: FileToFetch, partial: PartialFile, options: DownloadOptions): Promise<void> {
  const { token, signal, onBytes } = options;
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(new Error(`nothing came for ${idleMs / 1000} s`)), idleMs);
  const either = signal ? AbortSignal.any([signal, idle.signal]) : idle.signal;
  try {
    if (partial.bytes > 0 && partial.bytes === file.bytes && isSame(file, partial)) return;
    const headers = rangeHeaders(file, partial);
    const { response } = await hubRequest(file.url, { headers, token, signal: either });
    if (response.status === 416 && partial.bytes > 0) {
      await response.body?.cancel();
      if (rangeOf(response).total === partial.bytes) return;
      await partial.begin({ sha256: file.sha256 });
      throw new AppError("archive_unavailable", `${file.url} became shorter while it was fetched`);
    }
    if (!response.ok) throw await hubFailure(file.url, response, { signal });
    const total = await position(file, partial, response);
    for await (const piece of response.body ?? []) {
      timer.refresh();
      if (total !== undefined && partial.bytes + piece.byteLength > total) throw await tooLong(file, partial, total);
      await partial.append(piece);
      onBytes?.(partial.bytes);
    }
    if (total !== undefined && partial.bytes < total) {
      throw new AppError("archive_unavailable", `the connection was cut at ${partial.bytes} of ${total} bytes`);
    }
  } catch (thrown) {
    throw asHubError(thrown, file.url, { signal });
  } finally {
    clearTimeout(timer);
    idle.abort();
  }
}

/** Nothing to go on from unless the file is known to be the same, by an ETag that means bytes or by its hash. */
function rangeHeaders(file: FileToFetch, partial: PartialFile): Record<string, string> {
  if (partial.bytes === 0 || !isSame(file, partial)) return {};
  const { etag } = partial.identity;
  return { range: `bytes=${partial.bytes}-`, ...(etag === undefined ? {} : { "if-range": etag }) };
}

function isSame(file: FileToFetch, { identity }: PartialFile): boolean {
  if (file.sha256 !== undefined && identity.sha256 !== undefined) return file.sha256 === identity.sha256;
  return identity.etag !== undefined;
}

/**
 * Brings the partial file to where the answer begins.
 *
 * @returns bytes of the whole file, where anybody says
 */
async function position(file: FileToFetch, partial: PartialFile, response: Response): Promise<number | undefined> {
  const etag = strongEtag(response);
  const identity = { etag, sha256: file.sha256 };
  const { start, total } = rangeOf(response);
  if (response.status === 206) {
    const changed = etag !== undefined && partial.identity.etag !== undefined && etag !== partial.identity.etag;
    if (start !== partial.bytes || changed) {
      await response.body?.cancel();
      await partial.begin(identity);
      throw new AppError("archive_unavailable", `${file.url} changed while it was fetched`);
    }
    return announced(file, total);
  }
  await partial.begin(identity);
  const length = response.headers.get("content-encoding") === null ? response.headers.get("content-length") : null;
  return announced(file, length === null ? undefined : Number(length));
}

function announced({ path, bytes }: FileToFetch, total: number | undefined): number | undefined {
  if (bytes === undefined || total === undefined || bytes === total) return bytes ?? total;
  throw new AppError(
    "model_invalid",
    `the hub announces ${total} bytes of ${basename(path)} where ${bytes} are expected; it has another file`,
  );
}

function strongEtag(response: Response): string | undefined {
  const etag = response.headers.get("etag");
  return etag !== null && /^"[^"]*"$/.test(etag) ? etag : undefined;
}

function rangeOf(response: Response): { start?: number; total?: number } {
  const { start, total } =
    /^bytes (?:(?<start>\d+)-\d+|\*)\/(?<total>\d+|\*)$/.exec(response.headers.get("content-range") ?? "")?.groups ??
    {};
  return {
    start: start === undefined ? undefined : Number(start),
    total: total === undefined || total === "*" ? undefined : Number(total),
  };
}

async function tooLong(file: FileToFetch, partial: PartialFile, total: number): Promise<AppError> {
  await partial.begin({});
  return new AppError("model_invalid", `the hub sends more of ${basename(file.path)} than its ${total} bytes`);
}

async function check({ path, bytes, sha256 }: FileToFetch, partial: PartialFile): Promise<void> {
  const found = partial.digest();
  const wrong =
    bytes !== undefined && partial.bytes !== bytes
      ? `is ${partial.bytes} bytes long, not ${bytes}`
      : sha256 !== undefined && found !== sha256
        ? `has the SHA-256 ${found}, not ${sha256}`
        : undefined;
  if (wrong === undefined) return;
  await partial.begin({});
  throw new AppError("model_invalid", `${basename(path)} ${wrong}: it is another file, and nothing of it is kept`);
}
