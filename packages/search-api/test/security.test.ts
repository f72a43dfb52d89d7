import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { text } from "node:stream/consumers";
import { AppError } from "@lesion-atlas/core";
import {
  checkAddress,
  createApiKey,
  createSearchApp,
  listApiKeys,
  revokeApiKey,
  serveApp,
} from "@lesion-atlas/search-api";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Scope, mayDo, scopes } from "../src/security/caller.ts";
import { type TestService, jsonRequest, openService } from "./support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

describe("keys", () => {
  const ask = (app: ReturnType<TestService["app"]>, authorization?: string) =>
    app.request("/v1/models", { headers: authorization === undefined ? {} : { authorization } });

  test("without a key, with a wrong or a revoked one nothing is answered; with a good one all of it", async () => {
    const { catalog } = service.ports;
    const app = service.app({ access: "keys" });
    const key = await createApiKey(catalog, { name: "anna", scopes: ["read"] });
    const none = await ask(app);
    expect(none.status).toBe(401);
    expect(none.headers.get("www-authenticate")).toContain("Bearer");
    expect((await ask(app, `Bearer ${key.token.slice(0, -1)}x`)).status).toBe(401);
    expect((await ask(app, "Bearer lesion_000000000000_" + "a".repeat(43))).status).toBe(401);
    expect((await ask(app, `Bearer ${key.token}`)).status).toBe(200);
    await revokeApiKey(catalog, key.id);
    expect((await ask(service.app({ access: "keys" }), `Bearer ${key.token}`)).status).toBe(401);
    expect((await app.request("/livez")).status).toBe(200);
  });

  test("a key does what its scopes hold, and reads, but no more", () => {
    const may = (held: Scope, asked: Scope) => mayDo({ name: "key", scopes: [held] }, asked);
    const allowed = scopes.map((held) => scopes.filter((asked) => may(held, asked)));
    expect(allowed).toEqual([["read"], ["read", "curate"], ["read", "index"], scopes]);
    expect(mayDo({ name: "key", scopes: [] }, "read")).toBe(false);
  });

  test("secrets are nowhere in the catalog, and each write is in the audit log", async () => {
    const { catalog } = service.ports;
    const key = await createApiKey(catalog, { name: "ben", scopes: ["admin"] });
    const secret = key.token.split("_").slice(2).join("_");
    const documents: object[] = [];
    for (const kind of await catalog.kinds()) {
      for await (const entry of catalog.list(kind)) documents.push(entry);
    }
    expect(JSON.stringify(documents)).not.toContain(secret);
    const audit: object[] = [];
    for await (const { document } of catalog.list("audit")) audit.push(document);
    expect(audit).toContainEqual(expect.objectContaining({ what: "key created", of: key.id, name: "ben" }));
    expect((await listApiKeys(catalog)).find(({ id }) => id === key.id)).toMatchObject({ scopes: ["admin"] });
  });

  test("without keys only this machine is served", () => {
    expect(() => checkAddress("127.0.0.1", false)).not.toThrow();
    expect(() => checkAddress("0.0.0.0", true)).not.toThrow();
    expect(() => checkAddress("0.0.0.0", false)).toThrow(/make one with lesion keys create/);
  });
});

test("a page whose name was turned to this address (DNS rebinding) reads nothing", async () => {
  const app = service.app({ allowedHosts: ["localhost", "127.0.0.1", "[::1]"] });
  const ask = (host: string) => app.request("/v1/models", { headers: { host } });
  expect((await ask("evil.example")).status).toBe(403);
  expect((await ask("127.0.0.1.evil.example:4600")).status).toBe(403);
  for (const host of ["localhost:4600", "127.0.0.1", "[::1]:4600"]) expect((await ask(host)).status).toBe(200);
});

test("pages of other origins read nothing unless they are on the list", async () => {
  const origin = "https://dashboard.example";
  const closed = await service.app().request("/v1/models", { headers: { origin } });
  expect(closed.headers.get("access-control-allow-origin")).toBeNull();
  const app = service.app({ allowedOrigins: [origin] });
  const open = await app.request("/v1/models", { headers: { origin } });
  expect(open.headers.get("access-control-allow-origin")).toBe(origin);
  const other = await app.request("/v1/models", { headers: { origin: "https://evil.example" } });
  expect(other.headers.get("access-control-allow-origin")).toBeNull();
});

test("every answer, problems too, carries the headers that keep browsers from doing anything with it", async () => {
  for (const path of ["/v1/models", "/v1/nothing", `/v1/images/${service.ids[0]}/original`]) {
    const { headers } = await service.app().request(path);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  }
});

test("too many requests of one caller are told to wait", async () => {
  const app = service.app({ rateLimits: { perKey: 3, perAddress: 100 } });
  const answers = await Promise.all(Array.from({ length: 5 }, () => app.request("/v1/models")));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
  expect(Number(answers[4].headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await app.request("/livez")).status).toBe(200);
});

test("a body that is too large is refused, whether it says so or not", async () => {
  const app = service.app({ jsonBytes: 1000 });
  expect((await app.request("/v1/search", jsonRequest({ text: "a".repeat(2000) }))).status).toBe(413);
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("x".repeat(5000)));
      controller.close();
    },
  });
  const streamed = { method: "POST", body: stream, duplex: "half", headers: { "content-type": "application/json" } };
  expect((await app.request(new Request("http://localhost/v1/search", streamed as RequestInit))).status).toBe(413);
});

test("a request that takes too long is ended with 503", async () => {
  const ports = { ...service.ports, encoder: { ...service.encoder, encodeTexts: waitForEnd } };
  const app = createSearchApp(ports, { access: "open", timeLimitMs: 30 });
  const response = await app.request("/v1/search", jsonRequest({ text: "red" }));
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ code: "timed_out", retryable: true });

  function waitForEnd(_: readonly string[], { signal }: { signal?: AbortSignal } = {}): Promise<never> {
    return new Promise((_resolve, reject) =>
      signal?.addEventListener("abort", () => reject(new AppError("cancelled", "the call was cancelled"))),
    );
  }
});

test("a client that does not end its headers is cut off", async () => {
  const server = await serveApp(service.app(), { host: "127.0.0.1", port: 0, headersMs: 50 });
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.write("GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ");
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('"code":"timed_out"');
  await server.close();
});

test("what Node's parser refuses is a problem too", async () => {
  const server = await serveApp(service.app(), { host: "127.0.0.1", port: 0 });
  const answerTo = async (request: string) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write(request);
    const [head, body] = (await text(socket)).split("\r\n\r\n");
    expect(head).toContain("content-type: application/problem+json");
    return JSON.parse(body) as { status: number; code: string };
  };
  expect(await answerTo("nonsense\r\n\r\n")).toMatchObject({ status: 400, code: "invalid_input" });
  const long = "x".repeat(40_000);
  expect(await answerTo(`GET /v1/facets?fields=${long} HTTP/1.1\r\nhost: a\r\n\r\n`)).toMatchObject({
    status: 431,
    code: "too_large",
  });
  await server.close();
});

test("an upload is written nowhere, and neither log nor answer holds what its EXIF says", async () => {
  const lines: string[] = [];
  const write = (facts: object, message: string) => void lines.push(JSON.stringify([facts, message]));
  const app = createSearchApp({ ...service.ports, log: { info: write, error: write } }, { access: "open" });
  const before = readdirSync(tmpdir()).length;
  const blank = sharp({ create: { width: 40, height: 30, channels: 3, background: "#a52" } });
  const bytes = await blank
    .withExif({ IFD0: { Artist: "Patient Name" } })
    .jpeg()
    .toBuffer();
  const form = new FormData();
  form.set("image", new File([new Uint8Array(bytes)], "patient-name.jpg"));
  const response = await app.request("/v1/search/image", { method: "POST", body: form });
  expect(response.status).toBe(200);
  expect((await response.text()) + lines.join()).not.toMatch(/patient.name/i);
  expect(readdirSync(tmpdir()).length).toBeLessThanOrEqual(before + 2);
});

test("a defect of ours is told to the log and not to the caller", async () => {
  const lines: string[] = [];
  const log = { info: () => {}, error: (facts: object) => void lines.push(JSON.stringify(facts)) };
  const store = { ...service.ports.store, count: () => Promise.reject(new Error("secret detail")) };
  const app = createSearchApp({ ...service.ports, store, log }, { access: "open" });
  const response = await app.request("/v1/facets?fields=sex");
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("secret detail");
  expect(lines.join()).toContain("secret detail");
});
