import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEmbeddedCatalog, createEmbeddedStore } from "../../src/index.ts";
import { axis, testModel, testPoint, testRecord } from "../contract/images.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lesion-file-"));
  path = join(folder, "deep", "down", "atlas.sqlite");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the file of an embedded store", () => {
  test("is created with its folder, kept in WAL mode, and opened again with all that is in it", async () => {
    const model = testModel("kept", 4);
    const store = await createEmbeddedStore(path);
    await store.useModel(model);
    await store.upsert([testPoint(testRecord("a", { sex: "male" }), model, axis(1, 4))]);
    await store.setFields([testRecord("a").id], { tags: ["kept"] });
    await store.close();
    const again = await createEmbeddedStore(path);
    await again.useModel(model);
    const [[hit]] = await again.search([{ vector: axis(1, 4), limit: 1 }]);
    expect(hit).toMatchObject({ dot: 1, record: { sex: "male" }, fields: { tags: ["kept"] } });
    expect((await again.health()).detail).toContain("1 images, 1 model");
    await again.close();
    const file = new DatabaseSync(path);
    expect(file.prepare("PRAGMA journal_mode").get()).toMatchObject({ journal_mode: "wal" });
    file.close();
  });

  test("holds documents beside the images", async () => {
    const [store, catalog] = await Promise.all([createEmbeddedStore(path), createEmbeddedCatalog(path)]);
    await store.upsert([{ record: testRecord("a") }]);
    expect(await catalog.put("probe", "p", { n: 1 })).toBe(1);
    expect(await store.count()).toBe(1);
    await Promise.all([store.close(), catalog.close()]);
  });

  test("may be created by many at once", async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => createEmbeddedStore(path)));
    await Promise.all(stores.map((store, n) => store.upsert([{ record: testRecord(`${n}`) }])));
    expect(await stores[0].count()).toBe(6);
    await Promise.all(stores.map((store) => store.close()));
  });

  test("of another program is refused and left as it is", async () => {
    const foreign = join(folder, "foreign.sqlite");
    const file = new DatabaseSync(foreign);
    file.exec("CREATE TABLE theirs (a)");
    file.close();
    const before = await readFile(foreign);
    await expect(createEmbeddedStore(foreign)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("another program"),
    });
    expect(await readFile(foreign)).toEqual(before);
  });

  test("that is no SQLite file, or a folder, is refused with a sentence", async () => {
    const text = join(folder, "text.sqlite");
    await writeFile(text, "isic_id,sex\n".repeat(1000));
    await expect(createEmbeddedStore(text)).rejects.toMatchObject({ code: "invalid_input" });
    for (const place of [folder, join(text, "below-a-file.sqlite")]) {
      await expect(createEmbeddedStore(place)).rejects.toMatchObject({
        code: "store_unavailable",
        message: expect.stringMatching(/cannot be opened or written .*--store sqlite:PATH/),
      });
    }
    await expect(createEmbeddedCatalog(text)).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("of a newer build is refused", async () => {
    await (await createEmbeddedStore(path)).close();
    const file = new DatabaseSync(path);
    file.exec("PRAGMA user_version = 99");
    file.close();
    await expect(createEmbeddedStore(path)).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining("99"),
    });
  });

  test("gains the columns that records have come to have", async () => {
    const store = await createEmbeddedStore(path);
    await store.upsert([{ record: testRecord("old", { sex: "male", tbp_tile_type: "3D: white" }) }]);
    await store.close();
    const file = new DatabaseSync(path);
    file.exec("ALTER TABLE images DROP COLUMN tbp_tile_type");
    file.close();
    const again = await createEmbeddedStore(path);
    await again.upsert([{ record: testRecord("new", { tbp_tile_type: "3D: XP" }) }]);
    const ids = ["old", "new"].map((key) => testRecord(key).id);
    const records = (await again.get(ids)).map((image) => image?.record);
    expect(records).toEqual([testRecord("old", { sex: "male" }), testRecord("new", { tbp_tile_type: "3D: XP" })]);
    await again.close();
  });

  test("answers the longest filter that is taken", async () => {
    const store = await createEmbeddedStore(path);
    await store.upsert([{ record: testRecord("7") }]);
    const should = Array.from({ length: 5_000 }, (_, n) => ({ key: "key", match: { value: `${n}` } }));
    expect(await store.count({ should })).toBe(1);
    await expect(store.count({ should: [...should, ...should] })).rejects.toMatchObject({ code: "too_large" });
    await store.close();
  });

  test("that another process keeps locked is given up after the time allowed, and may be tried again", async () => {
    const store = await createEmbeddedStore(path, { busyTimeoutMs: 50 });
    await store.upsert([{ record: testRecord("a") }]);
    const file = new DatabaseSync(path);
    file.exec("BEGIN IMMEDIATE");
    await expect(store.upsert([{ record: testRecord("b") }])).rejects.toMatchObject({
      code: "store_unavailable",
      retryable: true,
    });
    expect(await store.count()).toBe(1);
    file.exec("ROLLBACK");
    file.close();
    await store.upsert([{ record: testRecord("b") }]);
    expect(await store.count()).toBe(2);
    await store.close();
  });
});
