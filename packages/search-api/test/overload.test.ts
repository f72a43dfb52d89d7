import { connect } from "node:net";
import { once } from "node:events";
import { type RunningServer, createSearchApp, serveApp } from "@lesion-atlas/search-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestService, jsonRequest, openService } from "./support/service.ts";

let service: TestService;
let server: RunningServer;
let app: ReturnType<typeof createSearchApp>;
const held: (() => void)[] = [];
beforeAll(async () => {
  service = await openService();
  const { encoder } = service;
  const encodeTexts: typeof encoder.encodeTexts = async (texts) => {
    await new Promise<void>((resolve) => held.push(resolve));
    return encoder.encodeTexts(texts);
  };
  const settings = { access: "open", rateLimits: false, admission: { inFlight: 1, queue: 0 } } as const;
  const allowedOrigins = ["https://dashboard.example"];
  app = createSearchApp({ ...service.ports, encoder: { ...encoder, encodeTexts } }, { ...settings, allowedOrigins });
  server = await serveApp(app, { host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  for (const go of held) go();
  await server.close();
  await service.close();
});

/** Takes the only place until the function that it gives is called. */
async function takePlace(): Promise<() => Promise<void>> {
  const before = held.length;
  const taking = app.request("/v1/search", jsonRequest({ text: "red" }));
  while (held.length === before) await new Promise((resolve) => setImmediate(resolve));
  return async () => {
    held.pop()!();
    expect((await taking).status).toBe(200);
  };
}

/** A connection that asks without reading first; `answers` tells who was answered, in order. */
function connection(name: string, answers: string[]) {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  const body = JSON.stringify({ text: "red" });
  const head = `POST /v1/search HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  socket.on("data", (bytes) => {
    for (const [, status] of String(bytes).matchAll(/HTTP\/1\.1 (\d+)/g)) answers.push(`${name} ${status}`);
  });
  return {
    ask: () => void socket.write(head + body),
    answered: async (count: number) => {
      while (answers.filter((line) => line.startsWith(name)).length < count) await once(socket, "data");
    },
    close: () => void socket.destroy(),
  };
}

test("who is sent away is so at once, and with a page's headers; who asks again at once is heard after the others", async () => {
  const release = await takePlace();
  const refused = await app.request("/v1/search", {
    ...jsonRequest({ text: "red" }, { origin: "https://dashboard.example" }),
  });
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(refused.headers.get("access-control-allow-origin")).toBe("https://dashboard.example");
  expect(refused.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await refused.json()).toMatchObject({ code: "overloaded", request_id: refused.headers.get("x-request-id") });

  const answers: string[] = [];
  const pushing = connection("pushing", answers);
  pushing.ask();
  await pushing.answered(1);
  pushing.ask();
  const other = connection("other", answers);
  other.ask();
  await Promise.all([pushing.answered(2), other.answered(1)]);
  expect(answers).toEqual(["pushing 503", "other 503", "pushing 503"]);
  for (const { close } of [pushing, other]) close();
  await release();
});

test("a malformed request is not worth a place: it is sent away too, and what needs no place is answered", async () => {
  const release = await takePlace();
  expect((await fetch(`${server.url}/v1/search`, { method: "POST", body: "{" })).status).toBe(503);
  expect((await fetch(`${server.url}/v1/images/${service.ids[0]}`)).status).toBe(200);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  await release();
  expect((await fetch(`${server.url}/v1/facets?fields=sex`)).status).toBe(200);
});
