import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { imageId } from "@lesion-atlas/core";
import { expect, test } from "vitest";
import { drawnImage } from "../../packages/indexer/test/support/drawn-image.ts";
import { drawnArchive, keyOf } from "./support/drawn-archive.ts";
import { temporaryStore } from "./support/temporary-store.ts";
import { createPixelEncoder } from "./support/pixel-encoder.ts";
import { run } from "./support/run.ts";
import { storedImages } from "./support/stored-images.ts";

const large = createPixelEncoder(8);
const small = createPixelEncoder(4);

test("a second model encodes what it has no vector of, and leaves fields and vectors of the first", async () => {
  const folder = await drawnArchive(12);
  const store = await temporaryStore();
  await run(folder, store, { encoder: large });
  await store.setFields([imageId("drawn", keyOf(1))], { tag: ["hair"] });
  const before = await storedImages(store);

  expect(await run(folder, store, { encoder: small, limit: 5 })).toMatchObject({ stored: 5, unchanged: 0 });
  const rest = await run(folder, store, { encoder: small });
  expect(rest).toMatchObject({ stored: 7, unchanged: 5, updated: 0, rejected: 0 });
  expect(rest.calls).toMatchObject({ encoded: 7, decoded: 7 });
  expect([...(await storedImages(store)).values()].map(({ vector }) => vector?.length)).toEqual(Array(12).fill(49));

  expect((await run(folder, store, { encoder: large })).calls).toMatchObject({ reads: [], encoded: 0, written: 0 });
  expect(await storedImages(store)).toEqual(before);
  expect(before.get(keyOf(1))?.fields).toEqual({ tag: ["hair"] });
  const vectors = (await store.models()).map(({ model, vectors }) => [model.id, vectors]);
  expect(vectors.sort()).toEqual([
    ["pixels-4", 12],
    ["pixels-8", 12],
  ]);
});

test("a picture replaced under one model is encoded again under the other", async () => {
  const folder = await drawnArchive(6);
  const store = await temporaryStore();
  await run(folder, store, { encoder: large });
  await run(folder, store, { encoder: small });
  await store.setFields([imageId("drawn", keyOf(3))], { tag: ["pen"] });
  await writeFile(join(folder, `${keyOf(3)}.jpg`), await drawnImage(77, { width: 90 }));

  expect(await run(folder, store, { encoder: small })).toMatchObject({ stored: 1, unchanged: 5 });
  const again = await run(folder, store, { encoder: large });
  expect(again).toMatchObject({ stored: 1, unchanged: 5 });
  expect(again.calls.reads).toEqual([keyOf(3)]);
  expect((await storedImages(store)).get(keyOf(3))).toMatchObject({ fields: { tag: ["pen"] }, record: { width: 90 } });
});
