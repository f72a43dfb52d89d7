import { randomUUID } from "node:crypto";
import { QdrantClient } from "@qdrant/js-client-rest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasOwnQdrant, hasQdrant, needsOwnQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startOwnQdrant, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { collect } from "./collect.ts";
import { createQdrantCatalog, describeQdrant } from "../../src/index.ts";

describe.skipIf(!hasQdrant)(`a catalog as a guest${needsQdrant}`, () => {
  let server: QdrantServer;
  let client: QdrantClient;
  beforeAll(async () => {
    server = await startQdrant();
    client = new QdrantClient({ url: server.url, checkCompatibility: false });
  });
  afterAll(() => server?.stop());
  const place = () => {
    const prefix = `test-${randomUUID()}`;
    return { options: { url: server.url, collection: { prefix } }, name: `${prefix}-documents` };
  };

  test("a reader finds nothing and makes nothing", async () => {
    const { options, name } = place();
    const catalog = await createQdrantCatalog(options);
    expect(await catalog.get("probe", "a")).toBeUndefined();
    expect(await collect(catalog.list("probe"))).toEqual([]);
    expect(await catalog.kinds()).toEqual([]);
    expect(await catalog.delete("probe", "a")).toBe(false);
    await expect(catalog.put("probe", "a", {}, { ifVersion: 1 })).rejects.toMatchObject({ code: "conflict" });
    expect((await describeQdrant(options)).collections).toEqual([]);
    expect((await client.collectionExists(name)).exists).toBe(false);
  });

  test("a collection that somebody else made under our name is neither written nor described", async () => {
    const { options, name } = place();
    await client.createCollection(name, { vectors: { size: 4, distance: "Cosine" } });
    const before = await client.getCollection(name);
    const catalog = await createQdrantCatalog(options);
    const refused = { code: "invalid_input", message: expect.stringContaining("choose another collection prefix") };
    await expect(catalog.put("probe", "a", {})).rejects.toMatchObject(refused);
    await expect(catalog.get("probe", "a")).rejects.toMatchObject(refused);
    expect((await describeQdrant(options)).collections).toEqual([]);
    expect(await client.getCollection(name)).toEqual(before);
    await client.deleteCollection(name);
  });

  test("several processes may make it at once", async () => {
    const { options, name } = place();
    const catalogs = await Promise.all(Array.from({ length: 6 }, () => createQdrantCatalog(options)));
    await Promise.all(catalogs.map((catalog, n) => catalog.append("log", { id: String(n), document: { n } })));
    expect(await collect(catalogs[0].list("log"))).toHaveLength(6);
    const { payload_schema, config } = await client.getCollection(name);
    expect(Object.keys(payload_schema).sort()).toEqual(["id", "kind", "number"]);
    expect(config.params.vectors).toEqual({});
    await client.deleteCollection(name);
  });
});

describe.skipIf(!hasOwnQdrant)(`a catalog whose server is killed${needsOwnQdrant}`, () => {
  test("writes each version once, and goes on without a new handle", async () => {
    const server = await startOwnQdrant();
    try {
      const catalog = await createQdrantCatalog({ url: server.url, retryForMs: 120_000 });
      for (let version = 1; version <= 60; version += 1) {
        const written = catalog.put("counter", "one", { version }, { ifVersion: version - 1 });
        if (version % 20 === 0) {
          await server.kill();
          await server.restart();
        }
        expect(await written.catch((error: unknown) => error)).toBe(version);
      }
      expect(await catalog.get("counter", "one")).toEqual({ id: "one", version: 60, document: { version: 60 } });
    } finally {
      await server.stop();
    }
  });
});
