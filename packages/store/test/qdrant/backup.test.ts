import { appendFile, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasQdrant, needsQdrant } from "../../../../test/support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../../../../test/support/qdrant/start-qdrant.ts";
import {
  backupQdrantStore,
  createQdrantCatalog,
  createQdrantStore,
  restoreEmbeddedStore,
  restoreQdrantStore,
} from "../../src/index.ts";
import { contentOf, fillStore, first, second } from "../move/filled-store.ts";
import { qdrantMovedPlace, removeCollections } from "../move/qdrant-place.ts";

describe.skipIf(!hasQdrant)(`a backup of a Qdrant store${needsQdrant}`, { timeout: 300_000 }, () => {
  let server: QdrantServer;
  let folder: string;
  beforeAll(async () => void (server = await startQdrant()));
  afterAll(() => server?.stop());
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "lesion-backup-"))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test("is one folder with the models' facts, and brings everything back under another prefix", async () => {
    const place = await qdrantMovedPlace(server.url);
    const out = join(folder, "backup");
    const { client } = place;
    await fillStore(place.store, place.catalog, 300);
    await place.catalog.put("Kind", "gone", {});
    await place.catalog.delete("Kind", "gone");
    const manifest = await backupQdrantStore(place.options, out);
    expect(manifest).toMatchObject({
      kind: "qdrant",
      counts_exact: true,
      images: 302,
      documents: { log: 40, probe: 1 },
    });
    expect(manifest.models).toEqual([
      { model: first, vectors: 300 },
      { model: second, vectors: 150 },
    ]);
    expect(JSON.parse(await readFile(join(out, "manifest.json"), "utf8"))).toEqual(manifest);
    expect((await readdir(out)).sort()).toEqual(["documents.snapshot", "images.snapshot", "manifest.json"]);
    for (const name of [`${place.prefix}-images-1`, `${place.prefix}-documents`]) {
      expect(await client.listSnapshots(name)).toEqual([]);
    }
    await expect(restoreQdrantStore(out, place.options)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(restoreEmbeddedStore(out, join(folder, "a.sqlite"))).rejects.toMatchObject({ code: "invalid_input" });

    const restored = { ...place.options, collection: { prefix: `${place.prefix}-restored` } };
    expect(await restoreQdrantStore(out, restored)).toEqual(manifest);
    const [store, catalog] = await Promise.all([createQdrantStore(restored), createQdrantCatalog(restored)]);
    expect(await contentOf(store, catalog)).toEqual(await contentOf(place.store, place.catalog));
    const schemas = [`${place.prefix}-images-1`, `${place.prefix}-restored-images-1`].map(async (name) =>
      Object.keys((await client.getCollection(name)).payload_schema).sort(),
    );
    expect(await schemas[1]).toEqual(await schemas[0]);

    await appendFile(join(out, "images.snapshot"), "x");
    const third = { ...place.options, collection: { prefix: `third-${place.prefix}` } };
    await expect(restoreQdrantStore(out, third)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("was changed"),
    });
    const { collections } = await client.getCollections();
    expect(collections.filter(({ name }) => name.startsWith("third-"))).toEqual([]);
    await Promise.all([store.close(), catalog.close()]);
    await place.dispose();
    await removeCollections(client, place.prefix);
  });
});
