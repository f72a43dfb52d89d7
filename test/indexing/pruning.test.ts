import { rm } from "node:fs/promises";
import { join } from "node:path";
import { imageId } from "@lesion-atlas/core";
import { openArchive, planPrune, pruneArchive } from "@lesion-atlas/indexer";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { drawnArchive, keyOf } from "./support/drawn-archive.ts";
import { temporaryStore } from "./support/temporary-store.ts";
import { createPixelEncoder } from "./support/pixel-encoder.ts";
import { run } from "./support/run.ts";

let folder: string;
let store: Awaited<ReturnType<typeof temporaryStore>>;
beforeEach(async () => {
  folder = await drawnArchive(40);
  store = await temporaryStore();
  await run(folder, store, { archiveName: "other", limit: 5 });
  await run(folder, store);
});

async function plan() {
  const archive = await openArchive(folder);
  try {
    return await planPrune({ archive, archiveName: "drawn", store });
  } finally {
    await archive.close();
  }
}

async function take(...numbers: number[]) {
  for (const n of numbers) await rm(join(folder, `${keyOf(n)}.jpg`));
}

test("keys that have gone are reported, and deleted only when asked; another archive's stay", async () => {
  expect((await plan()).gone).toEqual([]);
  await take(0, 1, 7, 30);
  const found = await plan();
  expect(found).toMatchObject({ archiveName: "drawn", stored: 40 });
  expect([...found.gone].sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual(
    [0, 1, 7, 30].map((n) => ({ id: imageId("drawn", keyOf(n)), key: keyOf(n), file: `${keyOf(n)}.jpg` })),
  );
  expect(await run(folder, store)).toMatchObject({ stored: 0, unchanged: 36 });
  expect(await store.count()).toBe(45);
  expect(await pruneArchive({ store, plan: found })).toBe(4);
  expect(await store.count()).toBe(41);
  expect((await plan()).gone).toEqual([]);
  expect(await store.get([imageId("other", keyOf(0))])).toMatchObject([{ record: { archive: "other" } }]);
});

test("where no more is stored than a run has found, nothing is walked through", async () => {
  const archive = await openArchive(folder);
  onTestFinished(() => archive.close());
  const unread = {
    ...archive,
    keys: () => {
      throw new Error("listed");
    },
  };
  const { stored, unchanged } = await run(folder, store);
  const request = { archive: unread, archiveName: "drawn", store, present: stored + unchanged };
  expect(await planPrune(request)).toMatchObject({ stored: 40, gone: [] });
  await take(2);
  const after = await run(folder, store);
  const present = after.stored + after.unchanged;
  await expect(planPrune({ ...request, present })).rejects.toThrow("listed");
});

test("images without a vector of the model in use are pruned too", async () => {
  await store.useModel(createPixelEncoder(4).model);
  await take(3);
  expect(await pruneArchive({ store, plan: await plan() })).toBe(1);
  expect(await store.count(undefined, { everyImage: true })).toBe(44);
});

test("more than a tenth is refused with the numbers, and deleted with force", async () => {
  await take(0, 1, 2, 3, 4);
  const found = await plan();
  await expect(pruneArchive({ store, plan: found })).rejects.toMatchObject({
    code: "too_large",
    message: expect.stringMatching(/^5 of the 40 stored images of the archive drawn have gone from .*--force$/),
  });
  expect(await store.count()).toBe(45);
  expect(await pruneArchive({ store, plan: found, force: true })).toBe(5);
  expect(await store.count()).toBe(40);
});

test("an archive that is away or empty is never pruned", async () => {
  const archive = await openArchive(folder);
  const emptied = { ...archive, async *keys() {} };
  await expect(planPrune({ archive: emptied, archiveName: "drawn", store })).rejects.toMatchObject({
    code: "archive_unavailable",
    message: expect.stringContaining("nothing was deleted"),
  });
  await rm(folder, { recursive: true });
  await expect(plan()).rejects.toMatchObject({ code: "archive_unavailable" });
  const listedBefore = await planPrune({ archive, archiveName: "drawn", store });
  expect(listedBefore.gone).toEqual([]);
  expect(await store.count()).toBe(45);
  await archive.close();
});
