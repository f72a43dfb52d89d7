import { AppError, type CallOptions } from "@lesion-atlas/core";
import type { QdrantClient } from "@qdrant/js-client-rest";
import type { QdrantConnectionOptions } from "../options.ts";
import { type RetryPolicy, callServer } from "./call-server.ts";
import { plainPost } from "./plain-post.ts";
import { requireVersion } from "./require-version.ts";
import { uncompressed } from "./uncompressed.ts";

/** A way to a Qdrant server. Every request goes through `read` or `write`, which translate errors and try again. */
export interface QdrantConnection {
  /** Without user, password and path. */
  readonly url: string;
  /** Of the server, such as `1.18.3`. */
  readonly version: string;
  /**
   * A request that changes nothing.
   *
   * @param ask is given the client; it is called again once where the server was busy or a kept connection had ended
   * @throws AppError see `toAppError`; `cancelled` as soon as the signal is aborted
   */
  read<Answer>(ask: (client: QdrantClient) => Promise<Answer>, options?: CallOptions): Promise<Answer>;
  /** The same for points with their vectors; see `plainPost`. @param path such as `/collections/NAME/points` */
  readPlain<Result>(path: string, body: object, options?: CallOptions): Promise<Result>;
  /**
   * A request that may be made twice without harm, tried again for `retryForMs`.
   *
   * @param ask is given the client; with `slow` one that waits for `slowTimeoutMs`
   * @throws AppError see `toAppError`; `cancelled` before a try, never while one is under way
   */
  write<Answer>(
    ask: (client: QdrantClient) => Promise<Answer>,
    options?: CallOptions & { slow?: boolean },
  ): Promise<Answer>;
}

/**
 * Connects and asks the server for its version.
 *
 * @throws AppError `invalid_input` for a URL that is none or an API key that is refused, `unsupported` for a server
 * before 1.18, `store_unavailable` when nobody answers
 */
export async function connectQdrant(
  options: QdrantConnectionOptions,
  callOptions: CallOptions = {},
): Promise<QdrantConnection> {
  const { timeoutMs = 60_000, slowTimeoutMs = 1_800_000, retryForMs = 30_000 } = options;
  const address = addressOf(options.url);
  const url = `${address.protocol}//${address.host}`;
  const client = await clientOf(address, options, timeoutMs);
  const prefix = address.pathname.replace(/\/$/, "");
  const base = `${address.protocol}//${address.hostname}:${portOf(address, options.url)}${prefix}`;
  const poster = { base, apiKey: options.apiKey, timeoutMs };
  const patient = await clientOf(address, options, slowTimeoutMs);
  const reading: RetryPolicy = { url, retryForMs: 0, retries: 1, atOnce: true };
  const writing: RetryPolicy = { url, retryForMs, retries: Infinity, atOnce: false };

  const { version } = await callServer(() => client.versionInfo(), reading, callOptions);
  requireVersion(version, url);
  return {
    url,
    version,
    read: (ask, readOptions) => callServer(() => ask(client), reading, readOptions),
    readPlain: (path, body, readOptions) => callServer(() => plainPost(poster, path, body), reading, readOptions),
    write: (ask, { slow, ...writeOptions } = {}) =>
      callServer(() => ask(slow ? patient : client), writing, writeOptions),
  };
}

function addressOf(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address && (address.protocol === "http:" || address.protocol === "https:")) return address;
  throw new AppError(
    "invalid_input",
    `${url} is no address of a Qdrant server: give http://HOST:6333 or https://HOST:6333`,
  );
}

/** A scheme's own port, where it is given, is left out of a parsed address. */
function portOf({ protocol, port }: URL, url: string): number {
  if (port !== "") return Number(port);
  const own = protocol === "https:" ? 443 : 80;
  return new RegExp(`^https?://[^/]*:${own}(?:/|$)`, "i").test(url) ? own : 6333;
}

/** Loaded when it is needed: whoever keeps images in SQLite starts without it. */
async function clientOf(
  address: URL,
  { url, apiKey, maxConnections = 25 }: QdrantConnectionOptions,
  timeoutMs: number,
): Promise<QdrantClient> {
  const { QdrantClient } = await import("@qdrant/js-client-rest");
  return new QdrantClient({
    host: address.hostname,
    port: portOf(address, url),
    https: address.protocol === "https:",
    ...(address.pathname === "/" ? {} : { prefix: address.pathname.replace(/\/$/, "") }),
    // As a header: the client's own option writes a warning to the console.
    headers: { "api-key": apiKey, ...uncompressed },
    timeout: timeoutMs,
    maxConnections,
    checkCompatibility: false,
  });
}
