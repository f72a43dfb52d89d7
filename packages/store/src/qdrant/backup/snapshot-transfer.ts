import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { type IncomingMessage, request as askHttp } from "node:http";
import { request as askHttps } from "node:https";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import type { OnBytes } from "../../backup/copy-checked.ts";
import type { QdrantConnectionOptions } from "../options.ts";

const boundary = "lesion-atlas-snapshot";
const pieceBytes = 1 << 20;

/**
 * Downloads a snapshot of a collection into a file; the client can do it only in memory.
 *
 * @param checksum SHA-256, hex, as the server says it
 * @throws AppError `store_unavailable` when the download is cut or is not what the server has
 */
export async function downloadSnapshot(
  server: QdrantConnectionOptions,
  { collection, snapshot, file, checksum }: { collection: string; snapshot: string; file: string; checksum?: string },
  { signal, onBytes }: CallOptions & { onBytes: OnBytes },
): Promise<void> {
  const place = `collections/${encodeURIComponent(collection)}/snapshots/${encodeURIComponent(snapshot)}`;
  const hash = createHash("sha256");
  try {
    const { answered } = ask(server, "GET", place, {}, signal);
    const answer = await answered;
    await pipeline(
      answer,
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) {
          hash.update(piece);
          onBytes(piece.length);
          yield piece;
        }
      },
      createWriteStream(file, { flags: "wx", flush: true }),
      { signal },
    );
  } catch (thrown) {
    throw transferError(thrown, server.url, signal);
  }
  if (checksum === undefined || hash.digest("hex") === checksum) return;
  throw new AppError("store_unavailable", `a snapshot of ${collection} was damaged on its way: back up again`);
}

/**
 * Makes a collection of a snapshot. Resolves when the collection serves.
 *
 * @param sha256 hex, which the server compares
 * @throws AppError `store_unavailable` when the server is away or refuses it
 */
export async function uploadSnapshot(
  server: QdrantConnectionOptions,
  { collection, file, sha256, bytes }: { collection: string; file: string; sha256: string; bytes: number },
  { signal, onBytes }: CallOptions & { onBytes: OnBytes },
): Promise<void> {
  const query = `priority=snapshot&wait=true&checksum=${sha256}`;
  const place = `collections/${encodeURIComponent(collection)}/snapshots/upload?${query}`;
  const disposition = 'Content-Disposition: form-data; name="snapshot"; filename="upload.snapshot"';
  const head = `--${boundary}\r\n${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const headers = {
    "content-type": `multipart/form-data; boundary=${boundary}`,
    "content-length": String(Buffer.byteLength(head) + bytes + Buffer.byteLength(tail)),
  };
  try {
    const { asking, answered } = ask(server, "POST", place, headers, signal);
    answered.catch(() => {});
    await pipeline(
      async function* () {
        yield Buffer.from(head);
        for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) {
          onBytes((piece as Buffer).length);
          yield piece as Buffer;
        }
        yield Buffer.from(tail);
      },
      asking,
      { signal },
    ).catch(async (thrown: unknown) => {
      // A server that refuses may close before it has read everything; its answer says why.
      await answered;
      throw thrown;
    });
    (await answered).resume();
  } catch (thrown) {
    throw transferError(thrown, server.url, signal);
  }
}

/** Node's own requests: `fetch` gives up after five minutes without a word, and a large snapshot takes longer. */
function ask(
  { url, apiKey }: QdrantConnectionOptions,
  method: string,
  place: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
) {
  const address = new URL(url.endsWith("/") ? url : `${url}/`);
  if (address.port === "") address.port = "6333";
  const request = address.protocol === "https:" ? askHttps : askHttp;
  const asking = request(new URL(place, address), {
    method,
    headers: { ...headers, ...(apiKey === undefined ? {} : { "api-key": apiKey }) },
    signal,
  });
  const answered = once(asking, "response").then(async ([answer]: IncomingMessage[]) => {
    if (answer.statusCode === 200) return answer;
    throw new AppError("store_unavailable", `Qdrant at ${url} refused: ${(await text(answer)).slice(0, 500)}`);
  });
  if (method === "GET") asking.end();
  return { asking, answered };
}

function transferError(thrown: unknown, url: string, signal: AbortSignal | undefined): AppError {
  throwIfCancelled(signal);
  if (thrown instanceof AppError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof Error && (thrown as NodeJS.ErrnoException).code === "ENOSPC") {
    return new AppError("too_large", "no room left for the snapshot: free some disk space", { cause: thrown });
  }
  return new AppError("store_unavailable", `the transfer of a snapshot with ${url} broke off (${reason}): try again`, {
    cause: thrown,
  });
}
