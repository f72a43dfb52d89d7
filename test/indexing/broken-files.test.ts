import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type Embedding, type Encoder, type ImageTensor, type Reject } from "@lesion-atlas/core";
import { expect, test } from "vitest";
import { drawnImage } from "../../packages/indexer/test/support/drawn-image.ts";
import { drawnArchive, keyOf } from "./support/drawn-archive.ts";
import { temporaryStore } from "./support/temporary-store.ts";
import { run } from "./support/run.ts";
import { brokenImages } from "./support/broken-images.ts";
import { decodingEncoder } from "./support/decoding-encoder.ts";
import { createPixelEncoder } from "./support/pixel-encoder.ts";
import { storedImages } from "./support/stored-images.ts";

test("30 broken files are rejected with key, file and reason, and the others are stored", async () => {
  const folder = await drawnArchive(40);
  const broken = await brokenImages();
  expect(broken).toHaveLength(30);
  for (const { file, bytes } of broken) await writeFile(join(folder, file), bytes);
  const store = await temporaryStore();
  const encoder = decodingEncoder();
  const rejects: Reject[] = [];
  const counted: number[] = [];
  const first = await run(
    folder,
    store,
    { encoder, batchSize: 8 },
    {
      onReject: (reject) => void rejects.push(reject),
      onProgress: ({ rejected }) => void counted.push(rejected - rejects.length),
    },
  );
  expect(first).toMatchObject({ stored: 40, unchanged: 0, updated: 0, rejected: 30 });
  expect(new Set(counted)).toEqual(new Set([0]));
  expect(rejects.map(({ file }) => file).sort()).toEqual(broken.map(({ file }) => file).sort());
  for (const { key, file, reason } of rejects) {
    expect(file).toBe(`${key}${file.slice(file.lastIndexOf("."))}`);
    expect(reason).toMatch(broken.find((image) => image.file === file)!.reason);
  }
  expect((await storedImages(store)).size).toBe(40);

  const second = await run(folder, store, { encoder });
  expect(second).toMatchObject({ stored: 0, unchanged: 40, rejected: 30 });
  expect(second.calls.encoded).toBe(0);
  expect(second.calls.reads.sort()).toEqual(rejects.map(({ key }) => key).sort());

  await writeFile(join(folder, broken[0].file), await drawnImage(5));
  expect(await run(folder, store, { encoder })).toMatchObject({ stored: 1, unchanged: 40, rejected: 29 });
});

test("a stored image whose file breaks is rejected, and stays as it was stored", async () => {
  const folder = await drawnArchive(3);
  const store = await temporaryStore();
  await run(folder, store);
  const before = await storedImages(store);
  await truncate(join(folder, `${keyOf(1)}.jpg`), 200);
  expect(await run(folder, store)).toMatchObject({ stored: 0, unchanged: 2, updated: 0, rejected: 1 });
  expect(await storedImages(store)).toEqual(before);
});

test("an image that the model has no vector for is rejected; a model that has none at all ends the run", async () => {
  const folder = await drawnArchive(10);
  const encoder = createPixelEncoder();
  const rejects: Reject[] = [];
  const options = { onReject: (reject: Reject) => void rejects.push(reject) };
  const odd = (await encoder.preprocess(await readFile(join(folder, `${keyOf(3)}.jpg`)))).tensor;
  const giving = (answer: (tensor: ImageTensor, vector: Embedding) => Embedding): Encoder => ({
    ...encoder,
    encodeImages: async (batch) =>
      (await encoder.encodeImages(batch)).map((vector, index) => answer(batch[index], vector)),
  });
  const isOdd = (tensor: ImageTensor) => tensor.every((level, index) => level === odd[index]);
  const withoutNumber = giving((tensor, vector) => (isOdd(tensor) ? vector.fill(Number.NaN) : vector));
  const refusing = giving((tensor, vector) => {
    if (isOdd(tensor)) throw new AppError("model_invalid", "the model gave a vector of zeros");
    return vector;
  });
  for (const [encoder, reason] of [
    [withoutNumber, "the model gives no unit vector for it"],
    [refusing, "the model gave a vector of zeros"],
  ] as const) {
    rejects.length = 0;
    const outcome = await run(folder, await temporaryStore(), { encoder, batchSize: 4 }, options);
    expect(outcome).toMatchObject({ stored: 9, rejected: 1 });
    expect(rejects).toEqual([{ key: keyOf(3), file: `${keyOf(3)}.jpg`, reason }]);
  }
  const spoilt = giving((_, vector) => vector.fill(0));
  const store = await temporaryStore();
  await expect(run(folder, store, { encoder: spoilt })).rejects.toMatchObject({ code: "model_invalid" });
  expect(await store.count(undefined, { everyImage: true })).toBe(0);
});
