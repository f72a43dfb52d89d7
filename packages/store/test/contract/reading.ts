import * as fc from "fast-check";
import { expect } from "vitest";
import { type Filter, type Range, type Scalar, type VectorStore, matchesFilter, valuesAt } from "@lesion-atlas/core";
import type { ContractTest } from "./contract-suite.ts";
import { axis, numberedVector, testModel, testPoint, testRecord } from "./images.ts";
import { type RandomImage, randomFieldPath, randomFilter, randomImages } from "./random-images.ts";
import type { CurrentBench } from "./vector-store.ts";

const model = testModel("reading", 4);

/** Filters, counts, facets and scans, with the oracle beside the store. */
export function testReading(check: ContractTest, bench: CurrentBench): void {
  check("a random filter counts and scans what the oracle says", async () => {
    const { store } = bench();
    const filtered = randomImages(8).chain((images) =>
      fc.record({
        images: fc.constant(images),
        filters: fc.array(randomFilter(images.map(({ record }) => record.id)), { minLength: 20, maxLength: 40 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(filtered, async ({ images, filters }) => {
        await replaceAll(store, images);
        for (const filter of filters) {
          const expected = idsOf(images.filter((image) => matchesFilter(filter, image)));
          expect(await scannedIds(store, filter)).toEqual(expected);
          expect(await store.count(filter)).toBe(expected.length);
        }
      }),
      { numRuns: 40 },
    );
  });

  check("a range with two bounds on a side holds both", async () => {
    const { store } = bench();
    const images = [0, 1, 2, 3, 4].map((n) => ({ record: testRecord(`${n}`, { age_approx: n }), fields: { n } }));
    await replaceAll(store, images);
    for (const key of ["age_approx", "fields.n"]) {
      const count = (range: Range) => store.count({ must: { key, range } });
      expect(await count({ lt: 4, lte: 1 })).toBe(2);
      expect(await count({ lt: 1, lte: 4 })).toBe(1);
      expect(await count({ lt: 2, lte: 2 })).toBe(2);
      expect(await count({ gt: 0, gte: 3 })).toBe(2);
      expect(await count({ gt: 3, gte: 0 })).toBe(1);
      expect(await count({ gt: 2, gte: 2, lt: 9, lte: 3 })).toBe(1);
    }
  });

  check("a facet counts what a person would count", async () => {
    const { store } = bench();
    const faceted = fc.record({ images: randomImages(12), field: randomFieldPath, filter: randomFilter([]) });
    await fc.assert(
      fc.asyncProperty(faceted, async ({ images, field, filter }) => {
        await replaceAll(store, images);
        const within = images.filter((image) => matchesFilter(filter, image));
        const counts = new Map<Scalar, number>();
        for (const image of within) {
          for (const value of new Set(valuesAt(field, image))) counts.set(value, (counts.get(value) ?? 0) + 1);
        }
        const facet = await store.facet(field, filter);
        expect(new Map(facet.values.map(({ value, count }) => [value, count]))).toEqual(counts);
        expect(facet.missing).toBe(within.filter((image) => valuesAt(field, image).length === 0).length);
        expect(facet.otherValues).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  check(
    "a facet goes by count, then numbers before strings before booleans, and says how much it left out",
    async () => {
      const { store } = bench();
      const values: Scalar[] = ["b", "b", true, "a", 10, 9, "10", false];
      await store.upsert(values.map((value, n) => ({ record: testRecord(`${n}`, { extra: { mixed: value } }) })));
      await store.upsert([{ record: testRecord("without") }]);
      const facet = await store.facet("extra.mixed");
      expect(facet.values.map(({ value }) => value)).toEqual(["b", 9, 10, "10", "a", false, true]);
      expect(facet.values[0].count).toBe(2);
      expect(facet.missing).toBe(1);
      const short = await store.facet("extra.mixed", undefined, { limit: 2 });
      expect(short.values.map(({ value }) => value)).toEqual(["b", 9]);
      expect(short.otherValues).toBe(5);
      await expect(store.facet("no_such_column")).rejects.toMatchObject({ code: "invalid_input" });
    },
  );

  check("a list counts once for each distinct member", async () => {
    const { store } = bench();
    await store.upsert(["a", "b", "c"].map((key) => ({ record: testRecord(key) })));
    await store.setFields([testRecord("a").id], { tags: ["x", "x", "y"] });
    await store.setFields([testRecord("b").id], { tags: ["x"] });
    await store.setFields([testRecord("c").id], { tags: [] });
    expect(await store.facet("fields.tags")).toEqual({
      values: [
        { value: "x", count: 2 },
        { value: "y", count: 1 },
      ],
      missing: 1,
      otherValues: 0,
    });
  });

  check("filters of many conditions and long lists work", async () => {
    const { store } = bench();
    const keys = Array.from({ length: 3000 }, (_, n) => `${n}`);
    await store.upsert([testRecord("7"), testRecord("x")].map((record) => ({ record })));
    const should = keys.map((value) => ({ key: "key", match: { value } }));
    expect(await scannedIds(store, { should })).toEqual([testRecord("7").id]);
    expect(await scannedIds(store, { must: { key: "key", match: { any: keys } } })).toEqual([testRecord("7").id]);
    let nested: Filter = { must: { key: "key", match: { value: "7" } } };
    for (let depth = 0; depth < 31; depth++)
      nested = { must_not: [nested], should: [{ is_empty: { key: "key" } }, {}] };
    expect(await scannedIds(store, nested)).toEqual([testRecord("x").id]);
    expect(await scannedIds(store, { must_not: { has_id: keys.map((k) => testRecord(k).id) } })).toEqual([
      testRecord("x").id,
    ]);
  });

  check("a scan goes by id, from a cursor on, and sees no image twice while others are written", async () => {
    const { store } = bench();
    const points = Array.from({ length: 600 }, (_, n) => ({ record: testRecord(`${n}`) }));
    const ids = points.map(({ record }) => record.id).sort();
    await store.upsert(points);
    expect(await scannedIds(store)).toEqual(ids);
    const behind: string[] = [];
    for await (const { id } of store.scan({ after: ids[299] })) behind.push(id);
    expect(behind).toEqual(ids.slice(300));
    const seen: string[] = [];
    for await (const { id } of store.scan()) {
      if (seen.length % 100 === 0) await store.upsert([{ record: testRecord(`new ${seen.length}`) }]);
      seen.push(id);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
  });

  check("under a model only its images are seen, unless every image is asked for", async () => {
    const { store } = bench();
    await store.useModel(model);
    const [first, second, bare] = ["1", "2", "bare"].map((key) => testRecord(key, { sex: "male" }));
    await store.upsert([testPoint(first, model, axis(0, 4)), testPoint(second, model, axis(1, 4)), { record: bare }]);
    const male: Filter = { must: { key: "sex", match: { value: "male" } } };
    expect(await store.count()).toBe(2);
    expect(await store.count(male)).toBe(2);
    expect(await store.count(male, { everyImage: true })).toBe(3);
    expect((await store.facet("sex")).values).toEqual([{ value: "male", count: 2 }]);
    expect((await store.facet("sex", male, { everyImage: true })).values).toEqual([{ value: "male", count: 3 }]);
    expect((await store.facet("extra.x")).missing).toBe(2);
    const scanned = [];
    for await (const image of store.scan({ vectors: true })) scanned.push(image);
    expect(scanned.map(({ id }) => id)).toEqual([first.id, second.id].sort());
    expect(scanned.find(({ id }) => id === second.id)?.vector).toEqual(axis(1, 4));
    const every = [];
    for await (const image of store.scan({ everyImage: true, vectors: true })) every.push(image);
    expect(every.find(({ id }) => id === bare.id)).toMatchObject({ hasVector: false });
    expect(every.length).toBe(3);
    expect((await store.get([bare.id]))[0]).toMatchObject({ id: bare.id, hasVector: false });
  });

  check("vectors come only where they are asked for", async () => {
    const { store } = bench();
    await store.useModel(model);
    const point = testPoint(testRecord("1"), model, numberedVector(1, 4));
    await store.upsert([point]);
    const [without] = await store.get([point.record.id]);
    expect(without).toEqual({ id: point.record.id, record: point.record, fields: {}, hasVector: true });
    for await (const image of store.scan()) expect(image).not.toHaveProperty("vector");
  });
}

/** Makes the store hold exactly these images. */
async function replaceAll(store: VectorStore, images: readonly RandomImage[]): Promise<void> {
  await store.delete({ filter: {} });
  await store.upsert(images.map(({ record }) => ({ record })));
  for (const { record, fields } of images) await store.setFields([record.id], fields);
}

function idsOf(images: readonly RandomImage[]): string[] {
  return images.map(({ record }) => record.id).sort();
}

async function scannedIds(store: VectorStore, filter?: Filter): Promise<string[]> {
  const ids = [];
  for await (const { id } of store.scan({ filter })) ids.push(id);
  return ids;
}
