import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type StoredImage, imageId } from "@lesion-atlas/core";
import { createRejectsFile } from "@lesion-atlas/indexer";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../packages/indexer/test/support/temporary-folder.ts";
import { hasShared, needsShared, sharedFolder } from "../support/shared.ts";
import { brokenImages } from "./support/broken-images.ts";
import { referenceEmbeddings, referenceEncoder } from "./support/reference-encoder.ts";
import { run } from "./support/run.ts";
import { storedImages } from "./support/stored-images.ts";
import { temporaryStore } from "./support/temporary-store.ts";

const archives = join(sharedFolder, "archives");
const nothing = { reads: [], decoded: 0, encoded: 0, written: 0 };

/** Stored vectors are those that open_clip gives, within 1e-5 a component, for `count` images at least. */
async function expectReference(stored: Map<string, StoredImage>, name: string, sample: string, count: number) {
  const expected = await referenceEmbeddings(name, sample);
  expect(expected.size).toBeGreaterThanOrEqual(count);
  for (const [key, embedding] of expected) {
    const { vector } = stored.get(key)!;
    const length = Math.hypot(...embedding);
    const differences = embedding.map((value, index) => Math.abs(value / length - vector![index]));
    expect(Math.max(...differences), key).toBeLessThan(1e-5);
  }
}

const samples = [
  ["ham10000-sample", 712, 1],
  ["pad-ufes-20-sample", 60, 1],
  ["isic2017-sample", 480, 0],
] as const;
for (const [name, count, references] of samples) {
  test.skipIf(!hasShared)(`${name} is indexed without a reject${needsShared}`, async () => {
    const store = await temporaryStore();
    const encoder = await referenceEncoder("tiny-openclip");
    expect(await run(join(archives, name), store, { encoder })).toMatchObject({ stored: count, rejected: 0 });
    expect((await run(join(archives, name), store, { encoder })).calls).toEqual(nothing);
    expect(await store.count()).toBe(count);
    await expectReference(await storedImages(store), "tiny-openclip", name, references);
  });
}

test.skipIf(!hasShared)(
  `the MILK10k sample: 800 stored; a second model beside the first; an edited row and 30 broken files${needsShared}`,
  async () => {
    const store = await temporaryStore();
    const encoder = await referenceEncoder("tiny-openclip");
    const folder = join(await temporaryFolder(), "milk");
    await cp(join(archives, "isic-milk10k-sample"), folder, { recursive: true });
    expect(await run(folder, store, { encoder })).toMatchObject({ stored: 800, unchanged: 0, rejected: 0 });
    const again = await run(folder, store, { encoder });
    expect(again).toMatchObject({ stored: 0, unchanged: 800, updated: 0, rejected: 0 });
    expect(again.calls).toEqual(nothing);
    const before = await storedImages(store);
    await expectReference(before, "tiny-openclip", "isic-milk10k-sample", 4);

    const second = await referenceEncoder("tiny-openclip-quickgelu");
    expect(await run(folder, store, { encoder: second })).toMatchObject({ stored: 800, updated: 0, rejected: 0 });
    await expectReference(await storedImages(store), "tiny-openclip-quickgelu", "isic-milk10k-sample", 4);
    expect((await run(folder, store, { encoder })).calls).toEqual(nothing);
    expect(await storedImages(store)).toEqual(before);

    const table = await readFile(join(folder, "metadata.csv"), "utf8");
    const [header, first, ...rows] = table.split("\n");
    const ageColumn = header.split(",").indexOf("age_approx");
    const cells = first.split(",");
    cells[ageColumn] = "5";
    await writeFile(join(folder, "metadata.csv"), [header, cells.join(","), ...rows].join("\n"));
    const broken = await brokenImages();
    for (const { file, bytes } of broken) await writeFile(join(folder, "images", file), bytes);

    const rejects = await createRejectsFile(join(folder, "rejects.csv"));
    const third = await run(folder, store, { encoder }, { onReject: rejects.write });
    await rejects.close();
    expect(third).toMatchObject({ stored: 0, unchanged: 799, updated: 1, rejected: 30 });
    expect(third.calls).toMatchObject({ encoded: 0, written: 1 });
    expect(third.calls.reads).toHaveLength(30);
    const after = await storedImages(store);
    const edited = after.get(cells[0])!;
    expect(edited.id).toBe(imageId("drawn", cells[0]));
    expect(edited.record.age_approx).toBe(5);
    expect(edited.vector).toEqual(before.get(cells[0])!.vector);
    expect(after.size).toBe(800);

    const lines = (await readFile(join(folder, "rejects.csv"), "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(31);
    expect(lines[0]).toBe("key,file,reason");
  },
);
