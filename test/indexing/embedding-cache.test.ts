import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createEmbeddingCache } from "@lesion-atlas/indexer";
import { expect, onTestFinished, test } from "vitest";
import { drawnImage } from "../../packages/indexer/test/support/drawn-image.ts";
import { drawnIsicArchive } from "../support/drawn-isic-archive.ts";
import { runLesion } from "../support/lesion-command.ts";
import { drawnArchive, keyOf } from "./support/drawn-archive.ts";
import { createPixelEncoder } from "./support/pixel-encoder.ts";
import { run } from "./support/run.ts";
import { storedImages } from "./support/stored-images.ts";
import { temporaryStore } from "./support/temporary-store.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lesion-embedding-cache-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a second store decodes and encodes nothing, and has the same records and the same vectors bit for bit", async () => {
  const folder = await drawnArchive(20);
  const embeddingCache = createEmbeddingCache(join(temporaryFolder(), "embeddings.sqlite"));
  onTestFinished(() => embeddingCache.close());
  const [first, second] = [await temporaryStore(), await temporaryStore()];
  expect((await run(folder, first, { embeddingCache })).calls).toMatchObject({ encoded: 20, decoded: 20 });

  const again = await run(folder, second, { embeddingCache });
  expect(again).toMatchObject({ stored: 20, unchanged: 0, rejected: 0 });
  expect(again.calls).toMatchObject({ encoded: 0, decoded: 0 });
  const [before, after] = [await storedImages(first), await storedImages(second)];
  expect(after).toEqual(before);
  const bits = (images: typeof before) =>
    [...images.values()].map(({ vector }) => [...new Uint32Array(vector!.slice().buffer)]);
  expect(bits(after)).toEqual(bits(before));
});

test("another model and another content are encoded; a broken image stays a reject", async () => {
  const folder = await drawnArchive(6);
  const embeddingCache = createEmbeddingCache(join(temporaryFolder(), "embeddings.sqlite"));
  onTestFinished(() => embeddingCache.close());
  await run(folder, await temporaryStore(), { embeddingCache, encoder: createPixelEncoder(8) });
  const other = await run(folder, await temporaryStore(), { embeddingCache, encoder: createPixelEncoder(4) });
  expect(other.calls).toMatchObject({ encoded: 6 });

  await writeFile(join(folder, `${keyOf(2)}.jpg`), await drawnImage(91));
  await writeFile(join(folder, `${keyOf(3)}.jpg`), "no image");
  const changed = await run(folder, await temporaryStore(), { embeddingCache, encoder: createPixelEncoder(8) });
  expect(changed).toMatchObject({ stored: 5, rejected: 1 });
  expect(changed.calls).toMatchObject({ encoded: 1 });
});

test("lesion index --embedding-cache keeps what it encoded and fills a second store with the same", async () => {
  const home = temporaryFolder();
  const archive = await drawnIsicArchive(join(temporaryFolder(), "archive"), 8);
  const index = (store: string, ...words: string[]) =>
    runLesion(["index", archive, "--archive", "drawn", "--store", `sqlite:${join(home, store)}`, "--json", ...words], {
      home,
      env: { LESION_MODEL: "demo" },
    });
  for (const store of ["a.sqlite", "b.sqlite"]) {
    const filled = await index(store, "--embedding-cache");
    expect(filled.code, filled.stderr).toBe(0);
    expect(filled.events().at(-1)).toMatchObject({ event: "done", stored: 8 });
  }
  const cache = new DatabaseSync(join(home, "cache", "embeddings.sqlite"), { readOnly: true });
  expect(cache.prepare("SELECT count(*) AS entries FROM embedding").get()).toEqual({ entries: 8 });
  cache.close();
  const hits = async (store: string) => {
    const words = ["search", "hair", "--store", `sqlite:${join(home, store)}`, "--json"];
    return (await runLesion(words, { home })).json<{ hits: unknown[] }>().hits;
  };
  expect(await hits("b.sqlite")).toEqual(await hits("a.sqlite"));
  const queued = await index("c.sqlite", "--embedding-cache", "--queue");
  expect(queued.code).toBe(2);
  expect(queued.stdout).toContain("workers encode");
});
