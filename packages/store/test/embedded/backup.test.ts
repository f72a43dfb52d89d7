import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { backupEmbeddedStore, restoreEmbeddedStore } from "../../src/index.ts";
import { testRecord } from "../contract/images.ts";
import { contentOf, fillStore, first, second } from "../move/filled-store.ts";
import { openCatalog, openStore } from "./open.ts";

let folder: string;
let path: string;
let out: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lesion-backup-"));
  path = join(folder, "atlas.sqlite");
  out = join(folder, "backup");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function fill(file: string, count: number) {
  const [store, catalog] = await Promise.all([openStore(file), openCatalog(file)]);
  await fillStore(store, catalog, count);
  return { store, catalog, close: () => Promise.all([store.close(), catalog.close()]) };
}

async function readWhole(file: string) {
  const [store, catalog] = await Promise.all([openStore(file), openCatalog(file)]);
  try {
    return await contentOf(store, catalog);
  } finally {
    await Promise.all([store.close(), catalog.close()]);
  }
}

describe("a backup of an embedded store", () => {
  test("is one folder with the models' facts, and brings back all of it", async () => {
    const filled = await fill(path, 300);
    const modelFile = join(folder, "model.json");
    await writeFile(modelFile, '{"format":1}');
    const manifest = await backupEmbeddedStore(path, out, {
      modelFiles: new Map([[first.fingerprint, modelFile]]),
    });
    expect(manifest).toMatchObject({ kind: "sqlite", from: `sqlite:${path}`, counts_exact: true, images: 302 });
    expect(manifest.models).toEqual([
      { model: first, vectors: 300 },
      { model: second, vectors: 150 },
    ]);
    expect(manifest.documents).toEqual({ log: 40, probe: 1 });
    expect(JSON.parse(await readFile(join(out, "manifest.json"), "utf8"))).toEqual(manifest);
    expect((await readdir(out, { recursive: true })).sort()).toEqual(
      ["manifest.json", "models", join("models", `${first.fingerprint}.json`), "store.sqlite"].sort(),
    );
    expect(manifest.files.map(({ name }) => name)).toEqual([`models/${first.fingerprint}.json`, "store.sqlite"]);
    await filled.close();
    const restored = join(folder, "deep", "restored.sqlite");
    expect(await restoreEmbeddedStore(out, restored)).toEqual(manifest);
    expect(await readWhole(restored)).toEqual(await readWhole(path));
  });

  test("is of one moment while others write, and does not begin again for them", async () => {
    const filled = await fill(path, 4000);
    let writes = 0;
    let done = false;
    let writing = Promise.resolve();
    const writeMore = () => {
      writing = filled.store
        .upsert([{ record: testRecord(`late ${writes++}`) }])
        .then(() => (done ? undefined : writeMore()));
      return writing;
    };
    const going = writeMore();
    const manifest = await backupEmbeddedStore(path, out);
    done = true;
    await going;
    await filled.close();
    const restored = join(folder, "restored.sqlite");
    await restoreEmbeddedStore(out, restored);
    const store = await openStore(restored);
    expect(await store.count(undefined, { everyImage: true })).toBe(manifest.images);
    expect(manifest.images).toBeGreaterThanOrEqual(4002);
    expect(manifest.images).toBeLessThanOrEqual(4002 + writes);
    await store.close();
  });

  test("is there whole or not at all: nothing of a cancelled one stays", async () => {
    const filled = await fill(path, 10);
    await filled.close();
    const signal = AbortSignal.abort();
    await expect(backupEmbeddedStore(path, out, { signal })).rejects.toMatchObject({ code: "cancelled" });
    expect((await readdir(folder)).filter((name) => name.startsWith("backup"))).toEqual([]);
  });

  test("never overwrites: neither a folder nor a store", async () => {
    await (await fill(path, 10)).close();
    await backupEmbeddedStore(path, out);
    await expect(backupEmbeddedStore(path, out)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(restoreEmbeddedStore(out, path)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("is there already"),
    });
  });

  test("that was changed since, or is none, is refused, and no store is left behind", async () => {
    await (await fill(path, 10)).close();
    await backupEmbeddedStore(path, out);
    const restored = join(folder, "restored.sqlite");
    const refused = (code: string, message: string) =>
      expect(restoreEmbeddedStore(out, restored)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message),
      });
    const manifest = await readFile(join(out, "manifest.json"), "utf8");
    await writeFile(join(out, "manifest.json"), manifest.replace('"sqlite"', '"qdrant"'));
    await refused("invalid_input", "qdrant");
    await writeFile(join(out, "manifest.json"), manifest.replace('"format": 1', '"format": 2'));
    await refused("invalid_input", "format");
    await writeFile(join(out, "manifest.json"), manifest);
    await appendFile(join(out, "store.sqlite"), "x");
    await refused("invalid_input", "was changed");
    await rm(join(out, "manifest.json"));
    await refused("not_found", "no backup");
    expect((await readdir(folder)).filter((name) => name.startsWith("restored"))).toEqual([]);
  });

  test("holds what its manifest says, or restoring it says what it lacks", async () => {
    await (await fill(path, 10)).close();
    await backupEmbeddedStore(path, out);
    const file = join(out, "manifest.json");
    const manifest = await readFile(file, "utf8");
    await writeFile(file, manifest.replace('"images": 12', '"images": 13').replace('"log": 40', '"log": 41'));
    await expect(restoreEmbeddedStore(out, join(folder, "restored.sqlite"))).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining('12 images where there were 13, 40 documents "log" where there were 41'),
    });
  });

  test("is a single file that needs no folder to write in", async () => {
    await (await fill(path, 10)).close();
    await backupEmbeddedStore(path, out);
    const file = new DatabaseSync(join(out, "store.sqlite"), { readOnly: true });
    expect(file.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "delete" });
    file.close();
  });
});
