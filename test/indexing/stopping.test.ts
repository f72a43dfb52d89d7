import { rename } from "node:fs/promises";
import { AppError, type Encoder } from "@lesion-atlas/core";
import { type IndexProgress, indexRange, openArchive } from "@lesion-atlas/indexer";
import { expect, test } from "vitest";
import { drawnArchive } from "./support/drawn-archive.ts";
import { temporaryStore } from "./support/temporary-store.ts";
import { createPixelEncoder } from "./support/pixel-encoder.ts";
import { run } from "./support/run.ts";
import { storedImages } from "./support/stored-images.ts";

/** The pixel encoder, calling back before each batch, once the next one has been preprocessed. */
function encodingBehind(count: number, batchSize: number, beforeBatch: (encoded: number) => void): Encoder {
  const encoder = createPixelEncoder();
  let decoded = 0;
  let encoded = 0;
  const looking = new Set<() => void>();
  const decodedUpTo = (wanted: number) =>
    new Promise<void>((resolve) => {
      looking.add(() => decoded >= wanted && resolve());
      for (const look of looking) look();
    });
  return {
    ...encoder,
    async preprocess(bytes, options) {
      const image = await encoder.preprocess(bytes, options);
      decoded++;
      for (const look of looking) setImmediate(look);
      return image;
    },
    async encodeImages(batch, options) {
      await decodedUpTo(Math.min(count, encoded + batch.length + batchSize));
      beforeBatch(encoded);
      encoded += batch.length;
      return encoder.encodeImages(batch, options);
    },
  };
}

test("the next batch is preprocessed while this one is encoded", async () => {
  const folder = await drawnArchive(24);
  const begun: number[] = [];
  const encoder = encodingBehind(24, 8, (encoded) => void begun.push(encoded));
  expect(await run(folder, await temporaryStore(), { encoder, batchSize: 8 })).toMatchObject({ stored: 24 });
  expect(begun).toEqual([0, 8, 16]);
});

test.each([
  [undefined, [16, 14]],
  [8, [16, 14]],
  [12, [24, 6]],
  [32, [30]],
])("a batch holds whole runs of an encoder that takes %s images in one", async (imagesARun, batches) => {
  const sizes: number[] = [];
  const pixels = createPixelEncoder();
  const encoder: Encoder = {
    ...pixels,
    imagesARun,
    encodeImages(batch, options) {
      sizes.push(batch.length);
      return pixels.encodeImages(batch, options);
    },
  };
  expect(await run(await drawnArchive(30), await temporaryStore(), { encoder })).toMatchObject({ stored: 30 });
  expect(sizes).toEqual(batches);
});

test("aborting finishes the batch in hand, says the counts, and the next run goes on there", async () => {
  const folder = await drawnArchive(50);
  const store = await temporaryStore();
  const leaving = new AbortController();
  const encoder = encodingBehind(50, 10, (encoded) => void (encoded === 20 && leaving.abort()));
  const progress: IndexProgress[] = [];
  const options = { signal: leaving.signal, onProgress: (event: IndexProgress) => void progress.push(event) };
  await expect(run(folder, store, { encoder, batchSize: 10 }, options)).rejects.toMatchObject({
    code: "cancelled",
    message: "stopped after 30 stored, 0 unchanged, 0 updated and 0 rejected; run again to go on",
  });
  expect(progress.at(-1)).toMatchObject({ stored: 30, done: 30, total: 50 });
  expect((await storedImages(store)).size).toBe(30);
  expect(await run(folder, store)).toMatchObject({ stored: 20, unchanged: 30 });
  expect((await storedImages(store)).size).toBe(50);
});

test("aborted before it begins, it does nothing; aborted in its last batch, it is done", async () => {
  const folder = await drawnArchive(5);
  const store = await temporaryStore();
  await expect(run(folder, store, {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
  expect(await store.models()).toEqual([]);
  const leaving = new AbortController();
  const options = {
    signal: leaving.signal,
    onProgress: ({ done }: IndexProgress) => void (done === 5 && leaving.abort()),
  };
  expect(await run(folder, store, {}, options)).toMatchObject({ stored: 5 });
});

test("a failure that comes with an abort is told, and not taken for the abort", async () => {
  const folder = await drawnArchive(5);
  const store = await temporaryStore();
  const leaving = new AbortController();
  const full = new AppError("too_large", "no room left");
  const failing = {
    ...store,
    async upsert() {
      leaving.abort();
      throw full;
    },
  };
  await expect(run(folder, failing, {}, { signal: leaving.signal })).rejects.toBe(full);
});

test("an archive that is taken away in the middle ends the run; what was counted is stored", async () => {
  const folder = await drawnArchive(60);
  const store = await temporaryStore();
  const archive = await openArchive(folder);
  let last: IndexProgress | undefined;
  const onProgress = async (progress: IndexProgress) => {
    last = progress;
    if (progress.done === 20) await rename(folder, `${folder}-away`);
  };
  const request = { archive, archiveName: "drawn", store, encoder: createPixelEncoder(), batchSize: 10 };
  await expect(indexRange(request, { onProgress })).rejects.toMatchObject({ code: "archive_unavailable" });
  expect((await storedImages(store)).size).toBe(last?.stored);
  expect(last?.rejected).toBe(0);
  await rename(`${folder}-away`, folder);
  expect((await run(folder, store)).stored).toBe(60 - last!.stored);
});
