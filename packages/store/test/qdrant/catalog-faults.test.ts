import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Catalog } from "@lesion-atlas/core";
import {
  type Fault,
  type FaultyProxy,
  type ProxiedRequest,
  createFaultyProxy,
} from "../../../../test/support/qdrant/faulty-proxy.ts";
import { hasQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { createQdrantCatalog } from "../../src/index.ts";
import type { Place } from "../contract/place.ts";
import { qdrantCatalogPlace } from "./catalog-place.ts";
import { collect } from "./collect.ts";

const isInsert = ({ body }: ProxiedRequest) => body.includes('"insert_only"');
const isReadBack = ({ method, path }: ProxiedRequest) => method === "POST" && /\/points(\?|$)/.test(path);

describe.skipIf(!hasQdrant)(`a Qdrant catalog whose requests go wrong${needsQdrant}`, () => {
  let server: QdrantServer;
  let proxy: FaultyProxy;
  let place: Place<Catalog>;
  /** Its requests go through the proxy. */
  let slow: Catalog;
  /** Of somebody else. */
  let other: Catalog;
  beforeAll(async () => {
    server = await startQdrant();
    proxy = await createFaultyProxy(server.url);
  });
  afterAll(async () => {
    await proxy?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    place = await qdrantCatalogPlace(server.url);
    other = await place.open();
    slow = await createQdrantCatalog({ ...JSON.parse(place.location), url: proxy.url });
    await other.put("selection", "made", {});
  });
  afterEach(async () => {
    proxy.faultFor = () => undefined;
    await place.dispose();
  });

  /** One fault for the first request that fits, then none. */
  function harmOnce(fits: (request: ProxiedRequest) => boolean, fault: Fault): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let isDone = false;
    proxy.faultFor = (request) => {
      if (isDone || !fits(request)) return undefined;
      isDone = true;
      resolve();
      return fault;
    };
    return promise;
  }

  test("a reviewer stopped between write and read-back has won, and nobody's review is lost or doubled", async () => {
    const { promise: goOn, resolve: letGo } = Promise.withResolvers<void>();
    const stopped = harmOnce(isReadBack, { hold: "request", until: goOn });
    const first = slow.put("review", "a", { by: ["first"] }, { ifVersion: 0 });
    await stopped;
    await expect(other.put("review", "a", { by: ["second"] }, { ifVersion: 0 })).rejects.toMatchObject({
      code: "conflict",
    });
    const seen = (await other.get("review", "a"))!;
    expect(seen).toEqual({ id: "a", version: 1, document: { by: ["first"] } });
    expect(await other.put("review", "a", { by: ["first", "second"] }, { ifVersion: seen.version })).toBe(2);
    letGo();
    expect(await first).toBe(1);
    expect(await slow.get("review", "a")).toEqual({ id: "a", version: 2, document: { by: ["first", "second"] } });
    expect(await collect(other.list("review"))).toHaveLength(1);
  });

  test("two reviewers append at once while one of them is stopped: each entry is there once", async () => {
    const { promise: goOn, resolve: letGo } = Promise.withResolvers<void>();
    const stopped = harmOnce(isReadBack, { hold: "request", until: goOn });
    const first = slow.append("log", { id: "decision 1", document: { by: "first" } });
    await stopped;
    expect(await other.append("log", { id: "decision 1", document: { by: "second" } })).toBe(false);
    expect(await other.append("log", { id: "decision 2", document: { by: "second" } })).toBe(true);
    letGo();
    expect(await first).toBe(true);
    expect((await collect(slow.list("log"))).map(({ document }) => document.by)).toEqual(["first", "second"]);
  });

  test("a reviewer stopped before the write loses to who was faster, and is told", async () => {
    const { promise: goOn, resolve: letGo } = Promise.withResolvers<void>();
    const stopped = harmOnce(isInsert, { hold: "request", until: goOn });
    const late = slow.put("review", "a", { by: "late" }, { ifVersion: 0 });
    await stopped;
    expect(await other.put("review", "a", { by: "fast" }, { ifVersion: 0 })).toBe(1);
    letGo();
    await expect(late).rejects.toMatchObject({ code: "conflict" });
    expect((await other.get("review", "a"))!.document).toEqual({ by: "fast" });
  });

  test("a removal that somebody's new version overtakes removes that version", async () => {
    await other.put("review", "a", { n: 1 });
    const { promise: goOn, resolve: letGo } = Promise.withResolvers<void>();
    const stopped = harmOnce(isInsert, { hold: "request", until: goOn });
    const removed = slow.delete("review", "a");
    await stopped;
    expect(await other.put("review", "a", { n: 2 }, { ifVersion: 1 })).toBe(2);
    letGo();
    expect(await removed).toBe(true);
    expect(await other.get("review", "a")).toBeUndefined();
    await expect(other.put("review", "a", { n: 3 }, { ifVersion: 2 })).rejects.toMatchObject({ code: "conflict" });
    expect(await other.put("review", "a", { n: 3 }, { ifVersion: 0 })).toBe(1);
  });

  test.each<[string, Fault, typeof isInsert?]>([
    ["whose reply is lost", { cut: "reply" }],
    ["whose reply is cut in the middle", { cut: "middle of the reply" }],
    ["that is lost", { cut: "request" }],
    ["that is answered with 429", { answer: 429, headers: { "retry-after": "0" } }],
    ["that is answered with 503", { answer: 503 }],
    ["whose read-back is cut", { cut: "request" }, isReadBack],
  ])("a write %s happens once", async (_, fault, fits = isInsert) => {
    await harmed(() => slow.put("review", "a", { n: 1 }, { ifVersion: 0 }), 1);
    await harmed(() => slow.put("review", "a", { n: 2 }, { ifVersion: 1 }), 2);
    await harmed(() => slow.append("log", { id: "1", document: {} }), true);
    await harmed(() => slow.delete("review", "a"), true);
    expect(await other.get("review", "a")).toBeUndefined();
    expect(await collect(other.list("log"))).toEqual([{ id: "1", version: 1, document: {} }]);

    async function harmed<Answer>(call: () => Promise<Answer>, expected: Answer): Promise<void> {
      const happened = harmOnce(fits, fault);
      expect(await call()).toEqual(expected);
      await happened;
    }
  });
});
