import { once } from "node:events";
import { Agent, type IncomingHttpHeaders, type IncomingMessage, createServer, request as askServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request on its way. */
export interface ProxiedRequest {
  method: string;
  /** With its query. */
  path: string;
  body: string;
}

/** What happens to a request; what the server was told and what the client hears differ. */
export type Fault =
  /** The connection is cut before the server hears of it, or after it has done the work, before or amid its reply. */
  | { cut: "request" | "reply" | "middle of the reply" }
  /** The server never hears of it. */
  | { answer: number; headers?: Readonly<Record<string, string>>; body?: string }
  /** Goes on when the promise resolves. */
  | { hold: "request" | "reply"; until: Promise<unknown> };

/** An HTTP server in front of a Qdrant that passes requests on, but for those that it harms. */
export interface FaultyProxy {
  readonly url: string;
  /** Every request so far. */
  readonly requests: readonly ProxiedRequest[];
  /** Decides for each request, once it is here whole. Replaced at will; passes everything on at first. */
  faultFor: (request: ProxiedRequest) => Fault | undefined;
  close(): Promise<void>;
}

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Starts a proxy on a free port of 127.0.0.1. @param target of a Qdrant, without a path */
export async function createFaultyProxy(target: string): Promise<FaultyProxy> {
  const agent = new Agent({ keepAlive: true });
  const requests: ProxiedRequest[] = [];

  async function pass(incoming: IncomingMessage, body: Buffer): Promise<Reply> {
    const { method, url: path, headers } = incoming;
    const asking = askServer(new URL(path!, target), { method, headers, agent }).end(body);
    const [reply] = (await once(asking, "response")) as [IncomingMessage];
    return { status: reply.statusCode!, headers: reply.headers, body: await buffer(reply) };
  }

  const server = createServer(async (incoming, outgoing) => {
    const cut = () => void incoming.socket.destroy();
    try {
      const body = await buffer(incoming);
      const request = { method: incoming.method!, path: incoming.url!, body: body.toString() };
      requests.push(request);
      const fault = proxy.faultFor(request);
      if (fault && "answer" in fault) {
        outgoing.writeHead(fault.answer, { ...fault.headers }).end(fault.body);
        return;
      }
      const cutAt = fault && "cut" in fault ? fault.cut : undefined;
      const held = fault && "hold" in fault ? fault : undefined;
      if (cutAt === "request") return cut();
      if (held?.hold === "request") await held.until;
      const reply = await pass(incoming, body);
      if (held?.hold === "reply") await held.until;
      if (cutAt === "reply") return cut();
      const { "transfer-encoding": _, ...headers } = reply.headers;
      outgoing.writeHead(reply.status, { ...headers, "content-length": reply.body.length });
      if (cutAt === undefined) outgoing.end(reply.body);
      else outgoing.write(reply.body.subarray(0, reply.body.length / 2), cut);
    } catch {
      cut();
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");

  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faultFor: () => undefined,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
  return proxy;
}
