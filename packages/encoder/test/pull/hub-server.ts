import { createHash } from "node:crypto";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** The commit that every branch of the server stands for. */
export const commit = "a".repeat(40);

export interface HubServer {
  url: string;
  /** By name; those of any repository and revision. */
  files: Map<string, Uint8Array>;
  /** Of every request, in order. */
  asked: { method: string; path: string; range?: string; ifRange?: string; token?: string }[];
  /** Called before each answer; returns true when it has answered itself. */
  trouble: (name: string, request: IncomingMessage, response: ServerResponse) => boolean;
  /** Where the bytes lie: answers GET with a redirect there, as the hub does for large files. */
  elsewhere?: HubServer;
}

/** A server with the addresses and the headers of Hugging Face's hub, on a free port: ranges, ETags, commits. */
export async function hubServer(files: Readonly<Record<string, Uint8Array>> = {}): Promise<HubServer> {
  const state: HubServer = { url: "", files: new Map(Object.entries(files)), asked: [], trouble: () => false };
  const server = createServer((request, response) => {
    const { method = "GET", headers } = request;
    const path = new URL(request.url ?? "/", state.url).pathname;
    const { range, "if-range": ifRange, authorization: token } = headers;
    state.asked.push({ method, path, range, ifRange: ifRange as string | undefined, token });
    const name = decodeURIComponent(path.split("/").at(-1) ?? "");
    if (state.trouble(name, request, response)) return;
    const bytes = state.files.get(name);
    if (!bytes) return void response.writeHead(404, { "x-error-code": "EntryNotFound" }).end();
    response.setHeader("x-repo-commit", commit);
    response.setHeader("x-linked-size", bytes.length);
    if (state.elsewhere) {
      return void response.writeHead(302, { location: `${state.elsewhere.url}/bytes/${name}` }).end();
    }
    answer(bytes, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return state;
}

export function etagOf(bytes: Uint8Array): string {
  return `"${createHash("md5").update(bytes).digest("hex")}"`;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Where a request wants to begin, as far as its If-Range lets it. */
export function startOf(bytes: Uint8Array, { headers }: IncomingMessage): number {
  const condition = headers["if-range"];
  if (condition !== undefined && condition !== etagOf(bytes)) return 0;
  return Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
}

function answer(bytes: Uint8Array, request: IncomingMessage, response: ServerResponse): void {
  const start = startOf(bytes, request);
  response.setHeader("etag", etagOf(bytes));
  if (start > 0 && start >= bytes.length) {
    return void response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
  }
  const part = bytes.subarray(start);
  response.setHeader("content-length", part.length);
  if (start > 0) response.writeHead(206, { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` });
  response.end(request.method === "HEAD" ? undefined : part);
}

/** Sends what is asked for, but cuts the connection after so many bytes of it. */
export function cutAfter(count: number, bytes: Uint8Array, request: IncomingMessage, response: ServerResponse): true {
  const start = startOf(bytes, request);
  const headers = { etag: etagOf(bytes), "content-length": bytes.length - start };
  if (start === 0) response.writeHead(200, headers);
  else response.writeHead(206, { ...headers, "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` });
  writeAndCut(bytes.subarray(start, start + count), response);
  return true;
}

/** Lets the client read what was written before its connection breaks. */
export function writeAndCut(part: Uint8Array, response: ServerResponse): void {
  response.write(part, () => setTimeout(() => response.destroy(), 30));
}
