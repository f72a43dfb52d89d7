import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import { reshapeQdrantStore } from "../../src/index.ts";
import { contentOf, fillStore } from "../move/filled-store.ts";
import { qdrantMovedPlace } from "../move/qdrant-place.ts";

describe.skipIf(!hasQdrant)(`a Qdrant store takes another shape${needsQdrant}`, { timeout: 300_000 }, () => {
  let server: QdrantServer;
  beforeAll(async () => void (server = await startQdrant()));
  afterAll(() => server?.stop());

  test("in a new collection behind the same alias, also after a stop, and with an open handle", async () => {
    const place = await qdrantMovedPlace(server.url);
    const { client, prefix, store, catalog } = place;
    await fillStore(store, catalog, 700);
    const before = await contentOf(store, catalog);
    const options = { ...place.options, collection: { prefix, shards: 2, quantization: { kind: "none" as const } } };
    const controller = new AbortController();
    const stopped = reshapeQdrantStore(options, {
      signal: controller.signal,
      onProgress: ({ part, done }) => {
        if (part === "images" && done === 600) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    const aliasOf = async () =>
      (await client.getAliases()).aliases.find(({ alias_name }) => alias_name === `${prefix}-images`)?.collection_name;
    expect(await aliasOf()).toBe(`${prefix}-images-1`);
    expect(await contentOf(store, catalog)).toEqual(before);

    const outcome = await reshapeQdrantStore(options, { dropOld: true });
    expect(outcome).toMatchObject({
      images: 702,
      oldCollection: `${prefix}-images-1`,
      newCollection: `${prefix}-images-2`,
    });
    expect(await aliasOf()).toBe(`${prefix}-images-2`);
    const { collections } = await client.getCollections();
    const names = collections.map(({ name }) => name).filter((name) => name.startsWith(prefix));
    expect(names.sort()).toEqual([`${prefix}-documents`, `${prefix}-images-2`]);
    const { aliases } = await client.getAliases();
    expect(aliases.filter(({ alias_name }) => alias_name.startsWith(`${prefix}-`)).length).toBe(1);
    expect((await client.getCollection(`${prefix}-images-2`)).config.params.shard_number).toBe(2);
    expect(await contentOf(store, catalog)).toEqual(before);
    await place.dispose();
  });
});
