import { existsSync } from "node:fs";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { VectorStore } from "@lesion-atlas/core";
import { createEmbeddedStore } from "../../src/index.ts";
import { axis, numberedVector, testModel, testPoint, testRecord } from "../contract/images.ts";
import type { Place } from "../contract/place.ts";
import { randomFilter, randomImages } from "../contract/random-images.ts";
import { embeddedPlace } from "./place.ts";

const model = testModel("modes", 8);
let place: Place<VectorStore>;
let opened: VectorStore[];
beforeEach(async () => {
  place = await embeddedPlace();
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
  await place.dispose();
});

async function open(...options: Parameters<typeof createEmbeddedStore> extends [string, ...infer Rest] ? Rest : never) {
  const store = await createEmbeddedStore(place.location, ...options);
  opened.push(store);
  await store.useModel(model);
  return store;
}

describe("ways of opening an embedded store", () => {
  test("a one-shot store answers as one that keeps its vectors", async () => {
    const [kept, oneShot] = [await open(), await open({ oneShot: true })];
    const searched = randomImages(20).chain((images) =>
      fc.record({
        images: fc.constant(images),
        filters: fc.array(fc.option(randomFilter([]), { nil: undefined }), { minLength: 1, maxLength: 4 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(searched, async ({ images, filters }) => {
        await kept.delete({ filter: {} });
        await kept.upsert(images.map(({ record }, n) => testPoint(record, model, numberedVector(n % 5, 8))));
        const queries = filters.map((filter, n) => ({ vector: numberedVector(n, 8), limit: 7, minimum: -0.2, filter }));
        const [lists, others] = [await kept.search(queries), await oneShot.search(queries)];
        expect(others.map((hits) => hits.map(({ id }) => id))).toEqual(lists.map((hits) => hits.map(({ id }) => id)));
        const query = { vector: numberedVector(1, 8), filter: filters[0], minimum: 0.1 };
        expect(await oneShot.distribution(query)).toEqual(await kept.distribution(query));
      }),
      { numRuns: 25 },
    );
  });

  test("more rows than a chunk or a piece holds are all searched", { timeout: 180_000 }, async () => {
    const [kept, oneShot] = [await open(), await open({ oneShot: true })];
    const count = 17_000;
    const points = Array.from({ length: count }, (_, n) =>
      testPoint(testRecord(`${n}`, { age_approx: n % 3 }), model, axis(n === 16_900 ? 1 : 0, 8)),
    );
    await kept.upsert(points);
    const filter = { must: { key: "age_approx", match: { value: 16_900 % 3 } } };
    for (const store of [kept, oneShot]) {
      const [[best], [filtered], all] = await store.search([
        { vector: axis(1, 8), limit: 1 },
        { vector: axis(1, 8), limit: 1, filter },
        { vector: axis(0, 8), limit: 10_000, minimum: 0.5 },
      ]);
      expect([best.record.key, filtered.record.key]).toEqual(["16900", "16900"]);
      expect(all.length).toBe(10_000);
      expect((await store.distribution({ vector: axis(0, 8), minimum: 0.5 })).passing).toBe(count - 1);
    }
    await kept.delete({ filter });
    const left = await kept.distribution({ vector: axis(0, 8), minimum: 0.5 });
    expect(left.passing).toBe(points.filter(({ record }) => record.age_approx !== 16_900 % 3).length);
  });

  test("a store in memory writes, reads and searches, and leaves no file", async () => {
    const store = await createEmbeddedStore(":memory:");
    await store.useModel(model);
    await store.upsert([testPoint(testRecord("a"), model, axis(2, 8))]);
    expect((await store.search([{ vector: axis(2, 8), limit: 1 }]))[0][0]).toMatchObject({ dot: 1 });
    expect((await store.health()).status).toBe("green");
    expect(await (await createEmbeddedStore(":memory:")).count()).toBe(0);
    await store.close();
    expect(existsSync(":memory:")).toBe(false);
  });

  test("vectors beyond the memory bound are refused with the number and the way out; one-shot still works", async () => {
    const bounded = await open({ vectorMemoryBytes: 8 * 4 * 10 });
    const vectors = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => testPoint(testRecord(`${from + n}`), model, axis(0, 8)));
    await bounded.upsert(vectors(0, 10));
    const query = { vector: axis(0, 8), limit: 100 };
    expect((await bounded.search([query]))[0].length).toBe(10);
    await bounded.upsert(vectors(10, 1234));
    const refusal = { code: "too_large", message: expect.stringMatching(/1,234 vectors of 8 .*qdrant:/) };
    await expect(bounded.search([query])).rejects.toMatchObject(refusal);
    await expect((await open({ vectorMemoryBytes: 100 })).search([query])).rejects.toMatchObject(refusal);
    const streaming = await open({ vectorMemoryBytes: 100, oneShot: true });
    expect((await streaming.search([query]))[0].length).toBe(100);
    expect(await bounded.count()).toBe(1234);
  });
});
