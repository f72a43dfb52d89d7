import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Catalog, VectorStore } from "@lesion-atlas/core";
import { type MigrationProgress, migrateStore } from "../../src/index.ts";
import { checkCopy } from "../../src/move/check-copy.ts";
import { axis, testPoint, testRecord } from "../contract/images.ts";
import { type StoreContent, contentOf, fillStore, first, second } from "./filled-store.ts";

/** A store with its documents, empty at first. */
export interface MovedPlace {
  name: string;
  store: VectorStore;
  catalog: Catalog;
  dispose(): Promise<void>;
}

const count = 1300;

/** What a migration brings from one kind of store to another. */
export function testMigration(
  name: string,
  createFrom: () => Promise<MovedPlace>,
  createTo: () => Promise<MovedPlace>,
) {
  describe(`migration, ${name}`, { timeout: 180_000 }, () => {
    let [from, to]: MovedPlace[] = [];
    beforeEach(async () => {
      [from, to] = await Promise.all([createFrom(), createTo()]);
    });
    afterEach(() => Promise.all([from.dispose(), to.dispose()]));

    test("brings records, fields, every model's vectors and documents; searches answer the same", async () => {
      await fillStore(from.store, from.catalog, count);
      const outcome = await migrateStore({ from, to });
      expect(outcome).toMatchObject({ images: count + 2, unchanged: 0 });
      expect(outcome.models).toEqual(await from.store.models());
      expect(await to.store.models()).toEqual(outcome.models);
      expect(outcome.documents).toEqual(new Map(Object.entries({ log: 40, probe: 1 })));
      expect(outcome.check.images).toBeGreaterThan(100);
      expect(outcome.check.vectors).toBeGreaterThan(150);
      expectSame(await contentOf(to.store, to.catalog), await contentOf(from.store, from.catalog));
    });

    test("goes on where it was stopped, with what was changed since", async () => {
      await fillStore(from.store, from.catalog, count);
      const controller = new AbortController();
      const onProgress = ({ part, done }: MigrationProgress) => {
        if (part === "images" && done === 1200) controller.abort();
      };
      await expect(migrateStore({ from, to }, { signal: controller.signal, onProgress })).rejects.toMatchObject({
        code: "cancelled",
      });
      const stopped = await to.store.count(undefined, { everyImage: true });
      expect(stopped).toBeGreaterThan(0);
      expect(stopped).toBeLessThan(count);
      await from.store.setFields([testRecord("3").id], { tags: ["late"] });
      await from.store.useModel(second);
      await from.store.upsert([testPoint(testRecord("new"), second, axis(1, 5)), { record: testRecord("4") }]);
      const outcome = await migrateStore({ from, to });
      expect(outcome.images).toBe(count + 3);
      expect(outcome.unchanged).toBeGreaterThanOrEqual(stopped - 2);
      expectSame(await contentOf(to.store, to.catalog), await contentOf(from.store, from.catalog));
    });

    test("is refused where other images are, unless they are to be merged", async () => {
      const shared = testRecord("shared", { sex: "male" });
      await from.store.useModel(first);
      await from.store.upsert([testPoint(shared, first, axis(1, 8))]);
      await from.store.setFields([shared.id], { grade: 2 });
      await to.store.useModel(first);
      await to.store.upsert([testPoint(testRecord("own"), first, axis(2, 8)), { record: testRecord("shared") }]);
      await to.store.setFields([shared.id], { grade: 1, note: "kept" });
      const refused = migrateStore({ from, to });
      await expect(refused).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("--merge") });
      await migrateStore({ from, to, merge: true });
      expect(await to.store.count(undefined, { everyImage: true })).toBe(2);
      const [copy] = await to.store.get([shared.id], { vectors: true });
      expect(copy).toMatchObject({ record: shared, fields: { grade: 2, note: "kept" }, vector: axis(1, 8) });
      await expect(migrateStore({ from, to })).rejects.toMatchObject({ code: "conflict" });
      expect(await migrateStore({ from, to, merge: true })).toMatchObject({ images: 1, unchanged: 1 });
    });

    test("says so when the copy is not what it should be", async () => {
      await fillStore(from.store, from.catalog, 20);
      await migrateStore({ from, to });
      const sample = ["0", "3", "4", "bare"].map((key) => testRecord(key).id);
      const check = () => checkCopy({ from, to, sample, merge: false });
      expect(await check()).toMatchObject({ images: 4, vectors: 5 });
      const wrong = async (message: RegExp) => expect(check()).rejects.toMatchObject({ code: "conflict", message });

      await to.store.useModel(first);
      const [image] = await to.store.get([testRecord("4").id], { vectors: true });
      await to.store.upsert([testPoint(image!.record, first, axis(3, 8))]);
      await wrong(/the vector of the model moved of milk:4 /);
      await to.store.upsert([testPoint(image!.record, first, image!.vector!)]);
      await to.store.setFields([testRecord("0").id], { grade: 9 });
      await wrong(/a field of milk:0 /);
      await to.store.setFields([testRecord("0").id], { grade: 2, more: true });
      await check();
      await to.store.delete({ ids: [testRecord("5").id] });
      await wrong(/22 images, and .* has 21:/);
    });
  });
}

/** Vectors and products agree to 5 digits, everything else to the last. */
function expectSame(found: StoreContent, wanted: StoreContent): void {
  const rounded = ({ images, hits, documents }: StoreContent) => ({
    documents,
    images: images.map((list) =>
      list.map((image) => ({ ...image, vector: image.vector && [...image.vector].map(digits) })),
    ),
    hits: hits.map((list) => list.map((hit) => ({ ...hit, dot: digits(hit.dot), score: digits(hit.score) }))),
  });
  expect(rounded(found)).toEqual(rounded(wanted));
}

const digits = (value: number) => Number(value.toFixed(5)) + 0;
