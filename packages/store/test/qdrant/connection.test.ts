import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { type QdrantConnectionOptions, connectQdrant } from "../../src/index.ts";
import { requireVersion } from "../../src/qdrant/connection/require-version.ts";

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
});

/** Stands where a server, a gateway or something else is, and answers what the test says. */
async function listen(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  let count = 0;
  server = createServer((request, response) => answer(request, response, count++)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

const version = { title: "qdrant", version: "1.18.3" };
const connect = (url: string, options: Partial<QdrantConnectionOptions> = {}) =>
  connectQdrant({ url, timeoutMs: 5_000, ...options });

describe("a connection to Qdrant", () => {
  test("asks for the version, with the API key, below a path where there is one", async () => {
    const seen: unknown[] = [];
    const url = await listen((request, response) => {
      seen.push(request.url, request.headers["api-key"]);
      json(response, 200, version);
    });
    expect(await connect(`${url}/behind/`, { apiKey: "secret" })).toMatchObject({ url, version: "1.18.3" });
    expect(seen).toEqual(["/behind/", "secret"]);
  });

  test("to an older server is refused with what it lacks", async () => {
    const url = await listen((_, response) => json(response, 200, { ...version, version: "1.17.1" }));
    await expect(connect(url)).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringMatching(/1\.17\.1.*named vector.*run Qdrant 1\.18 or newer/),
    });
    for (const fine of ["1.18.0", "1.19.2", "2.0.0"]) expect(() => requireVersion(fine, url)).not.toThrow();
    for (const old of ["0.11.0", "1.9.9", ""]) {
      expect(() => requireVersion(old, url)).toThrow(expect.objectContaining({ code: "unsupported" }));
    }
  });

  test("to nobody fails at once, and may be tried again", async () => {
    const url = await listen((_, response) => json(response, 200, version));
    server!.close();
    await expect(connect(url)).rejects.toMatchObject({
      code: "store_unavailable",
      retryable: true,
      message: expect.stringMatching(/ECONNREFUSED.*--store qdrant:/),
    });
  });

  test("refuses what is no address", async () => {
    for (const url of ["localhost:6333", "qdrant", "ftp://a", ""]) {
      await expect(connect(url)).rejects.toMatchObject({ code: "invalid_input" });
    }
  });

  const reasons: [number, string, string, boolean][] = [
    [401, "Must provide an API key", "invalid_input", false],
    [403, "Global access is required", "invalid_input", false],
    [403, "Forbidden by strict mode", "invalid_input", false],
    [404, "Collection `a` doesn't exist!", "not_found", false],
    [400, "Wrong input", "internal", false],
    [413, "Payload too large", "too_large", false],
    [500, "No space left on device: WAL buffer size exceeds", "too_large", false],
    [500, "Service internal error", "store_unavailable", true],
    [503, "Service unavailable", "store_unavailable", true],
  ];
  test.each(reasons)("status %i (%s) is %s", async (status, error, code, retryable) => {
    const url = await listen((_, response, count) =>
      count === 0 ? json(response, 200, version) : json(response, status, { status: { error } }),
    );
    const { read } = await connect(url);
    await expect(read((client) => client.getCollections())).rejects.toMatchObject({
      code,
      retryable,
      message: expect.stringContaining(error),
    });
  });

  test("an answer that is not Qdrant's, none in time, or one cut short is `store_unavailable`", async () => {
    const url = await listen((_, response, count) => {
      if (count === 0) json(response, 200, version);
      else if (count <= 2) response.writeHead(502, { "content-type": "text/html" }).end("<html>Bad gateway</html>");
      else if (count <= 4) response.writeHead(200, { "content-length": "100" }).write("{", () => response.destroy());
    });
    const { read } = await connect(url, { timeoutMs: 300 });
    for (let n = 0; n < 3; n++) {
      await expect(read((client) => client.getCollections())).rejects.toMatchObject({ code: "store_unavailable" });
    }
  });

  test("a write is tried again while the server is busy, a read once", async () => {
    let refused = 0;
    const url = await listen((request, response, count) => {
      if (count === 0) json(response, 200, version);
      else if (refused-- > 0) json(response, refused % 2 ? 503 : 429, {}, { "retry-after": "0" });
      else json(response, 200, { result: true, status: "ok", time: 0, method: request.method });
    });
    const { read, write } = await connect(url);
    refused = 5;
    expect(await write((client) => client.deleteCollection("a"))).toBe(true);
    refused = 1;
    await read((client) => client.getCollection("a"));
    refused = 2;
    await expect(read((client) => client.getCollection("a"))).rejects.toMatchObject({ code: "store_unavailable" });
    refused = Infinity;
    const impatient = await listen((_, response, count) =>
      count === 0 ? json(response, 200, version) : json(response, 503, {}),
    );
    const { write: briefly } = await connect(impatient, { retryForMs: 200 });
    await expect(briefly((client) => client.deleteCollection("a"))).rejects.toMatchObject({
      code: "store_unavailable",
    });
  });

  test("a cancelled read ends while the server is silent, a cancelled write begins no further try", async () => {
    const url = await listen((request, response, count) => {
      if (count === 0) json(response, 200, version);
      if (request.method === "DELETE") json(response, 503, {});
    });
    const { read, write } = await connect(url);
    const controller = new AbortController();
    const waiting = read((client) => client.getCollections(), { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    const again = new AbortController();
    const writing = write((client) => client.deleteCollection("a").finally(() => again.abort()), {
      signal: again.signal,
    });
    await expect(writing).rejects.toMatchObject({ code: "cancelled" });
  });
});
