import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FaultyProxy, createFaultyProxy } from "../support/qdrant/faulty-proxy.ts";
import { hasOwnQdrant, needsOwnQdrant } from "../support/qdrant/needs-qdrant.ts";
import { type OwnQdrant, startOwnQdrant } from "../support/qdrant/start-qdrant.ts";

describe.skipIf(!hasOwnQdrant)(`the tests' Qdrant${needsOwnQdrant}`, () => {
  let server: OwnQdrant;
  let proxy: FaultyProxy;
  beforeAll(async () => {
    server = await startOwnQdrant();
    proxy = await createFaultyProxy(server.url);
    await ask("PUT", "/collections/images", {});
  });
  afterAll(async () => {
    await proxy?.close();
    await server?.stop();
  });

  const ask = (method: string, path: string, body?: object) =>
    fetch(proxy.url + path, {
      method,
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
  const write = (id: number) => ask("PUT", "/collections/images/points?wait=true", { points: [{ id, vector: {} }] });
  const count = async () => {
    const answer = await ask("POST", "/collections/images/points/count", { exact: true });
    return ((await answer.json()) as { result: { count: number } }).result.count;
  };

  test("is one that can add named vectors to a living collection", async () => {
    const { version } = (await (await ask("GET", "/")).json()) as { version: string };
    const [major, minor] = version.split(".").map(Number);
    expect(major).toBe(1);
    expect(minor).toBeGreaterThanOrEqual(18);
  });

  test("keeps what it acknowledged when it is killed", async () => {
    const before = await count();
    expect((await write(1)).status).toBe(200);
    await server.kill();
    await expect(count()).rejects.toThrow("fetch failed");
    await server.restart();
    expect(await count()).toBe(before + 1);
  });

  test("answers nothing while it is stopped, and everything afterwards", async () => {
    await server.pause();
    let answered = false;
    const counting = count().finally(() => (answered = true));
    await sleep(300);
    expect(answered).toBe(false);
    await server.resume();
    expect(await counting).toBeGreaterThanOrEqual(0);
  });

  test("may be reached through a proxy that cuts, answers in its place, and holds", async () => {
    const before = await count();
    const { promise: goOn, resolve: letGo } = Promise.withResolvers<void>();
    const isWrite = ({ method }: { method: string }) => method === "PUT";

    proxy.faultFor = (request) => (isWrite(request) ? { cut: "request" } : undefined);
    await expect(write(11)).rejects.toThrow("fetch failed");
    expect(await count()).toBe(before);

    proxy.faultFor = (request) => (isWrite(request) ? { cut: "reply" } : undefined);
    await expect(write(12)).rejects.toThrow("fetch failed");
    expect(await count()).toBe(before + 1);

    proxy.faultFor = (request) => (isWrite(request) ? { cut: "middle of the reply" } : undefined);
    const half = await write(13);
    expect(half.status).toBe(200);
    await expect(half.text()).rejects.toThrow("terminated");
    expect(await count()).toBe(before + 2);

    proxy.faultFor = (request) => (isWrite(request) ? { answer: 429, headers: { "retry-after": "1" } } : undefined);
    const refused = await write(14);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await count()).toBe(before + 2);

    proxy.faultFor = (request) => (isWrite(request) ? { hold: "request", until: goOn } : undefined);
    const held = write(15);
    expect(await count()).toBe(before + 2);
    letGo();
    expect((await held).status).toBe(200);
    expect(await count()).toBe(before + 3);
    proxy.faultFor = () => undefined;
    expect(proxy.requests.filter(isWrite).map(({ path }) => path)).toContain("/collections/images/points?wait=true");
  });
});
