import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { refuseMalformed } from "./refuse-malformed.ts";

/** A server that listens. */
export interface RunningServer {
  /** http://HOST:PORT */
  url: string;
  /** Takes no new connection, lets what is under way end within `graceMs`, then ends it. */
  close(): Promise<void>;
}

/** How long a client may take for a whole request (against slow clients). */
const requestMs = 60_000;
const keptAliveMs = 5000;

/**
 * Serves an app over HTTP/1.1.
 *
 * @param options.port 0 for any that is free
 * @param options.headersMs how long a client may take for its headers; 10,000 unless given
 * @throws AppError `invalid_input` when the address or port cannot be had
 */
export async function serveApp(
  app: { fetch: (request: Request, env?: never) => Response | Promise<Response> },
  {
    host,
    port,
    graceMs = 10_000,
    headersMs = 10_000,
  }: CallOptions & { host: string; port: number; graceMs?: number; headersMs?: number },
): Promise<RunningServer> {
  const server = createAdaptorServer({
    fetch: app.fetch as never,
    serverOptions: {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      // Node looks every 30 s unless told otherwise.
      connectionsCheckingInterval: Math.min(1000, headersMs),
      keepAliveTimeout: keptAliveMs,
      maxHeaderSize: 32_768,
    },
  }) as Server;
  server.on("clientError", refuseMalformed);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? "another program has it; choose another with --port" : error.message;
      reject(new AppError("invalid_input", `cannot listen on ${host}:${port}: ${reason}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  const { port: listening } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${listening}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const hard = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(hard);
    },
  };
}
