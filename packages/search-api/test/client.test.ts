import { createApiKey, createClient, type RunningServer, serveApp } from "@lesion-atlas/search-api";
import { afterAll, beforeAll, expect, expectTypeOf, test } from "vitest";
import { type TestService, openService } from "./support/service.ts";

let service: TestService;
let server: RunningServer;
beforeAll(async () => {
  service = await openService();
  server = await serveApp(service.app({ access: "keys" }), { host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server.close();
  await service.close();
});

test("the typed client asks a real server with its key, and knows the answer's type", async () => {
  const { token } = await createApiKey(service.ports.catalog, { name: "client", scopes: ["read"] });
  const client = createClient(server.url, { key: token });
  const response = await client.v1.search.$post({ json: { text: "red", limit: 2 } });
  if (response.status !== 200) throw new Error("refused");
  const { hits } = await response.json();
  expectTypeOf(hits[0].score).toEqualTypeOf<number>();
  expect(hits).toHaveLength(2);
  const refused = await createClient(server.url).v1.models.$get();
  expect(refused.status).toBe(401);
});
