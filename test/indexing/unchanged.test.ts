import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { imageId } from "@lesion-atlas/core";
import { indexRange, openArchive } from "@lesion-atlas/indexer";
import { beforeEach, describe, expect, test } from "vitest";
import { drawnImage } from "../../packages/indexer/test/support/drawn-image.ts";
import { drawnArchive, evenSex, keyOf, writeTable } from "./support/drawn-archive.ts";
import { temporaryStore } from "./support/temporary-store.ts";
import { createPixelEncoder } from "./support/pixel-encoder.ts";
import { run } from "./support/run.ts";
import { storedImages } from "./support/stored-images.ts";

const nothing = { reads: [], decoded: 0, encoded: 0, written: 0 };

let folder: string;
let store: Awaited<ReturnType<typeof temporaryStore>>;
beforeEach(async () => {
  folder = await drawnArchive(20);
  store = await temporaryStore();
});

describe("a second run", () => {
  test("reads, encodes and writes nothing", async () => {
    const first = await run(folder, store, { batchSize: 6 });
    expect(first).toMatchObject({ stored: 20, unchanged: 0, updated: 0, rejected: 0 });
    expect(first.calls).toMatchObject({ decoded: 20, encoded: 20, written: 20 });
    expect(first.calls.reads).toHaveLength(20);
    const before = await storedImages(store);
    expect([...before.keys()]).toEqual(Array.from({ length: 20 }, (_, n) => keyOf(n)));
    expect(before.get(keyOf(3))).toMatchObject({
      id: imageId("drawn", keyOf(3)),
      hasVector: true,
      record: { archive: "drawn", file: `${keyOf(3)}.jpg`, sex: "male", width: 64, height: 48, group: "lesion:IL_3" },
    });

    const second = await run(folder, store, { batchSize: 6 });
    expect(second).toMatchObject({ stored: 0, unchanged: 20, updated: 0, rejected: 0 });
    expect(second.calls).toEqual(nothing);
    expect(await storedImages(store)).toEqual(before);
  });

  test("writes an edited row alone, without reading or encoding, and keeps what people wrote", async () => {
    await run(folder, store);
    await store.setFields([imageId("drawn", keyOf(4))], { tag: ["ruler"] });
    const before = await storedImages(store);
    await writeTable(folder, 20, (n) => (n === 4 ? "male" : evenSex(n)));
    const edited = await run(folder, store);
    expect(edited).toMatchObject({ stored: 0, unchanged: 19, updated: 1, rejected: 0 });
    expect(edited.calls).toEqual({ ...nothing, written: 1 });
    const after = await storedImages(store);
    expect(after.get(keyOf(4))).toEqual({
      ...before.get(keyOf(4)),
      record: { ...before.get(keyOf(4))!.record, sex: "male" },
      fields: { tag: ["ruler"] },
    });
    before.delete(keyOf(4));
    after.delete(keyOf(4));
    expect(after).toEqual(before);
  });

  test("reads a file that was touched but does not encode it, and has its new time then", async () => {
    await run(folder, store);
    await utimes(join(folder, `${keyOf(7)}.jpg`), 1000, 1000);
    const touched = await run(folder, store);
    expect(touched).toMatchObject({ stored: 0, unchanged: 19, updated: 1, rejected: 0 });
    expect(touched.calls).toEqual({ reads: [keyOf(7)], decoded: 0, encoded: 0, written: 1 });
    expect((await storedImages(store)).get(keyOf(7))?.record.modified_at).toBe(1_000_000);
    expect((await run(folder, store)).calls).toEqual(nothing);
  });

  test("encodes a file whose content has changed, and adds a new one", async () => {
    await run(folder, store);
    const before = await storedImages(store);
    await writeFile(join(folder, `${keyOf(2)}.jpg`), await drawnImage(99, { width: 80 }));
    await writeFile(join(folder, `${keyOf(20)}.jpg`), await drawnImage(20));
    const changed = await run(folder, store);
    expect(changed).toMatchObject({ stored: 2, unchanged: 19, updated: 0, rejected: 0 });
    expect(changed.calls).toEqual({ reads: [keyOf(2), keyOf(20)], decoded: 2, encoded: 2, written: 2 });
    const after = await storedImages(store);
    expect(after.size).toBe(21);
    expect(after.get(keyOf(2))?.record.width).toBe(80);
    expect(after.get(keyOf(2))?.record.content_hash).not.toBe(before.get(keyOf(2))?.record.content_hash);
    expect(after.get(keyOf(2))?.vector).not.toEqual(before.get(keyOf(2))?.vector);
  });

  test("hashes files of an archive that knows no times, and writes nothing", async () => {
    const opened = await openArchive(folder);
    const archive: typeof opened = {
      ...opened,
      async *keys(options) {
        for await (const { key } of opened.keys(options)) yield { key };
      },
    };
    const request = { archive, archiveName: "drawn", store, encoder: createPixelEncoder() };
    expect(await indexRange(request)).toMatchObject({ stored: 20 });
    expect(await indexRange(request)).toMatchObject({ stored: 0, unchanged: 20, updated: 0 });
    await opened.close();
  });
});

describe("a part of an archive", () => {
  test("is a range of keys, both ends inclusive, or the first so many", async () => {
    expect(await run(folder, store, { first: keyOf(5), last: keyOf(9) })).toMatchObject({ stored: 5 });
    expect([...(await storedImages(store)).keys()]).toEqual([5, 6, 7, 8, 9].map(keyOf));
    expect(await run(folder, store, { limit: 7 })).toMatchObject({ stored: 5, unchanged: 2 });
    expect(await run(folder, store, { first: keyOf(18), limit: 7 })).toMatchObject({ stored: 2, unchanged: 0 });
    expect(await run(folder, store)).toMatchObject({ stored: 8, unchanged: 12 });
  });

  test("must make sense", async () => {
    for (const request of [
      { limit: 0 },
      { batchSize: 1.5 },
      { concurrency: -1 },
      { archiveName: "" },
      { first: "b", last: "a" },
    ]) {
      await expect(run(folder, store, request), JSON.stringify(request)).rejects.toMatchObject({
        code: "invalid_input",
      });
    }
  });
});

describe("a dry run", () => {
  test("tells what would be done and writes nothing, not even the model", async () => {
    const dry = await run(folder, store, { dryRun: true });
    expect(dry).toMatchObject({ stored: 20, unchanged: 0, updated: 0, rejected: 0 });
    expect(dry.calls).toEqual(nothing);
    expect(await store.models()).toEqual([]);
    expect(await store.count(undefined, { everyImage: true })).toBe(0);
  });

  test("tells new, changed, touched, edited and unchanged images apart", async () => {
    await run(folder, store);
    const before = await storedImages(store);
    await writeTable(folder, 21, (n) => (n === 4 ? "male" : evenSex(n)));
    await writeFile(join(folder, `${keyOf(2)}.jpg`), await drawnImage(99));
    await writeFile(join(folder, `${keyOf(20)}.jpg`), await drawnImage(20));
    await utimes(join(folder, `${keyOf(7)}.jpg`), 1000, 1000);
    const dry = await run(folder, store, { dryRun: true });
    expect(dry).toMatchObject({ stored: 2, unchanged: 17, updated: 2, rejected: 0 });
    expect(dry.calls).toEqual({ ...nothing, reads: [keyOf(2), keyOf(7)] });
    expect(await storedImages(store)).toEqual(before);
    expect(await run(folder, store)).toMatchObject({ stored: 2, unchanged: 17, updated: 2, rejected: 0 });
  });
});
