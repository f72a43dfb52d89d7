import * as fc from "fast-check";
import { expect } from "vitest";
import { type Embedding, type SearchHit, type SearchQuery, matchesFilter } from "@lesion-atlas/core";
import type { ContractTest } from "./contract-suite.ts";
import { axis, numberedVector, testModel, testPoint, testRecord, unit } from "./images.ts";
import { type RandomImage, randomFilter, randomImages } from "./random-images.ts";
import type { CurrentBench } from "./vector-store.ts";

const model = testModel("searching", 8);
const other = testModel("elsewhere", 8);
/** Digits that products on different processors agree on. */
const digits = 5;

/** Search and distribution, against the definition. */
export function testSearching(check: ContractTest, bench: CurrentBench): void {
  check("hits are those of brute force: of the filter, from the minimum up, best first", async () => {
    const { store } = bench();
    const searched = randomImages(25).chain((images) =>
      fc.record({
        images: fc.constant(images),
        queries: fc.array(
          fc.record(
            {
              number: fc.nat(50),
              scale: fc.constantFrom(1, 0.01, 40),
              limit: fc.integer({ min: 1, max: 30 }),
              minimum: fc.constantFrom(-0.5, 0, 0.3),
              filter: randomFilter(images.map(({ record }) => record.id)),
            },
            { requiredKeys: ["number", "scale", "limit"] },
          ),
          { minLength: 1, maxLength: 6 },
        ),
      }),
    );
    await store.useModel(model);
    await fc.assert(
      fc.asyncProperty(searched, async ({ images, queries }) => {
        await store.delete({ filter: {} });
        await store.upsert(images.map(({ record }, n) => testPoint(record, model, numberedVector(n, 8))));
        for (const { record, fields } of images) await store.setFields([record.id], fields);
        const asked = queries.map(({ number, scale, ...query }) => ({
          ...query,
          vector: numberedVector(number + 0.5, 8).map((value) => value * scale),
        }));
        const lists = await store.search(asked);
        expect(lists.length).toBe(asked.length);
        lists.forEach((hits, index) => expectHits(hits, bruteForce(images, asked[index])));
      }),
      { numRuns: 40 },
    );
  });

  check("equal products go by id, at the edge of the limit too", async () => {
    const { store } = bench();
    await store.useModel(model);
    const same = Array.from({ length: 40 }, (_, n) => testRecord(`${n}`));
    await store.upsert(same.map((record) => testPoint(record, model, axis(0, 8))));
    await store.upsert([testPoint(testRecord("best"), model, unit([4, 3, 0, 0, 0, 0, 0, 0]))]);
    const ids = same.map(({ id }) => id).sort();
    const vector = Float32Array.of(0.5, 0.5, 0, 0, 0, 0, 0, 0);
    const [hits] = await store.search([{ vector, limit: 11 }]);
    expect(hits.map(({ id }) => id)).toEqual([testRecord("best").id, ...ids.slice(0, 10)]);
    expect(hits[1].dot).toBe(0.5);
    expect(hits[1].score).toBeCloseTo(0.5 / Math.hypot(0.5, 0.5), digits);
  });

  check("images with the same vector go by id, however many they are", async () => {
    const { store } = bench();
    await store.useModel(model);
    const vector = numberedVector(3, 8);
    for (let count = 1; count <= 39; count += 2) {
      const records = Array.from({ length: count }, (_, n) => testRecord(`${n}`));
      await store.upsert(records.slice(-2).map((record) => testPoint(record, model, vector)));
      const ids = records.map(({ id }) => id).sort();
      const query = { vector: numberedVector(count + 0.5, 8), limit: 20 };
      for (const hits of [...(await store.search([query])), ...(await store.search([query, query, query]))]) {
        expect(hits.map(({ id }) => id)).toEqual(ids.slice(0, 20));
      }
    }
  });

  check("the minimum is on x.q, inclusive", async () => {
    const { store } = bench();
    await store.useModel(model);
    const quarter = Float32Array.of(0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0);
    await store.upsert([
      testPoint(testRecord("half"), model, quarter),
      testPoint(testRecord("whole"), model, axis(0, 8)),
      testPoint(testRecord("none"), model, axis(7, 8)),
    ]);
    const vector = axis(0, 8).map((value) => value * 4);
    const keysFrom = async (minimum: number) =>
      (await store.search([{ vector, minimum, limit: 10 }]))[0].map(({ record }) => record.key);
    expect(await keysFrom(2)).toEqual(["whole", "half"]);
    expect(await keysFrom(2.000001)).toEqual(["whole"]);
    expect(await keysFrom(4)).toEqual(["whole"]);
    expect(await keysFrom(-1)).toEqual(["whole", "half", "none"]);
    expect(await keysFrom(5)).toEqual([]);
  });

  check("vectors of two models never meet, and images without a vector are no hits", async () => {
    const { store } = bench();
    await store.useModel(other);
    await store.upsert([testPoint(testRecord("theirs"), other, axis(0, 8))]);
    await store.useModel(model);
    await store.upsert([testPoint(testRecord("ours"), model, axis(1, 8)), { record: testRecord("bare") }]);
    const keys = async () =>
      (await store.search([{ vector: axis(0, 8), limit: 10 }]))[0].map(({ record }) => record.key);
    expect(await keys()).toEqual(["ours"]);
    await store.useModel(other);
    expect(await keys()).toEqual(["theirs"]);
  });

  check("a hit brings its record and fields as they are now", async () => {
    const { store } = bench();
    await store.useModel(model);
    const record = testRecord("a", { sex: "female", extra: { x: 1 } });
    await store.upsert([testPoint(record, model, axis(0, 8))]);
    const seen = { must: { key: "fields.tags", match: { value: "seen" } } };
    expect(await store.search([{ vector: axis(0, 8), filter: seen, limit: 1 }])).toEqual([[]]);
    await store.setFields([record.id], { tags: ["seen"] });
    expect((await store.search([{ vector: axis(0, 8), filter: seen, limit: 1 }]))[0].length).toBe(1);
    await store.upsert([{ record: testRecord("a", { sex: "male" }) }]);
    const [[hit]] = await store.search([{ vector: axis(0, 8), filter: seen, limit: 1 }]);
    expect(hit).toMatchObject({ record: testRecord("a", { sex: "male" }), fields: { tags: ["seen"] } });
    expect(hit.record).not.toHaveProperty("extra");
  });

  check("a search sees new, changed and removed images at once", async () => {
    const { store } = bench();
    await store.useModel(model);
    const record = (n: number) => testRecord(`${n}`, { sex: n % 2 ? "male" : "female" });
    await store.upsert(Array.from({ length: 20 }, (_, n) => testPoint(record(n), model, axis(n % 7, 8))));
    const top = async (place: number, sex?: string) => {
      const filter = sex === undefined ? undefined : { must: { key: "sex", match: { value: sex } } };
      const [hits] = await store.search([{ vector: axis(place, 8), minimum: 0.5, limit: 30, filter }]);
      return hits.map(({ record: { key } }) => Number(key)).sort((a, b) => a - b);
    };
    expect(await top(3)).toEqual([3, 10, 17]);
    expect(await top(3, "male")).toEqual([3, 17]);
    await store.delete({ ids: [record(10).id, record(17).id] });
    expect(await top(3)).toEqual([3]);
    expect(await top(3, "male")).toEqual([3]);
    await store.upsert([testPoint(record(3), model, axis(7, 8)), testPoint(record(21), model, axis(3, 8))]);
    expect(await top(3)).toEqual([21]);
    expect(await top(7)).toEqual([3]);
    await store.upsert([testPoint(record(10), model, axis(3, 8)), testPoint(record(17), model, axis(3, 8))]);
    expect(await top(3)).toEqual([10, 17, 21]);
    expect(await top(3, "female")).toEqual([10]);
    await store.upsert([{ record: testRecord("21", { sex: "female" }) }]);
    expect(await top(3, "female")).toEqual([10, 21]);
  });

  check("a distribution counts what a search would find", async () => {
    const { store } = bench();
    await store.useModel(model);
    const images = Array.from({ length: 50 }, (_, n) => ({
      record: testRecord(`${n}`, { age_approx: n % 5 }),
      fields: {},
    }));
    await store.upsert(images.map(({ record }, n) => testPoint(record, model, numberedVector(n, 8))));
    const filter = { must: { key: "age_approx", range: { gte: 2 } } };
    const vector = numberedVector(0.5, 8);
    const hits = bruteForce(images, { vector, filter, limit: 50 });
    const answer = await store.distribution({ vector, filter, minimum: 0.1 }, { bins: 10 });
    expect(answer).toMatchObject({ matching: 30, exact: true });
    expect(answer.passing).toBe(hits.filter(({ dot }) => dot >= 0.1).length);
    const { low, high, counts } = answer.histogram;
    const expected = Array.from({ length: 10 }, () => 0);
    for (const { dot } of hits) expected[Math.min(9, Math.max(0, Math.floor(((dot - low) / (high - low)) * 10)))]++;
    expect(counts).toEqual(expected);
    expect(low).toBeLessThanOrEqual(hits.at(-1)!.dot + 1e-5);
    expect(high).toBeGreaterThanOrEqual(hits[0].dot - 1e-5);
    expect((await store.distribution({ vector })).passing).toBe(50);
    const none = await store.distribution({ vector, filter: { must: { has_id: [] } } });
    expect(none).toMatchObject({ matching: 0, passing: 0 });
    expect(none.histogram.counts.every((count) => count === 0)).toBe(true);
  });

  check("a query that cannot be answered is refused, and so are those beside it", async () => {
    const { store } = bench();
    await store.useModel(model);
    const query = { vector: axis(0, 8), limit: 5 };
    const refused: Partial<SearchQuery>[] = [
      { vector: axis(0, 7) },
      { vector: axis(0, 8).map((value, index) => (index === 3 ? NaN : value)) },
      { vector: new Float32Array(8) },
      { limit: 0 },
      { limit: 10_001 },
      { limit: 1.5 },
    ];
    for (const wrong of refused) {
      await expect(store.search([query, { ...query, ...wrong }])).rejects.toMatchObject({ code: "invalid_input" });
    }
  });

  check("without a model in use nothing is searched", async () => {
    const { store } = bench();
    await store.upsert([{ record: testRecord("a") }]);
    await expect(store.search([{ vector: axis(0, 8), limit: 5 }])).rejects.toMatchObject({ code: "invalid_input" });
    await expect(store.distribution({ vector: axis(0, 8) })).rejects.toMatchObject({ code: "invalid_input" });
    expect(await store.count()).toBe(1);
  });
}

type Expected = Pick<SearchHit, "id" | "dot" | "score">;

/** Every image against the query; image n has `numberedVector(n)`. */
function bruteForce(images: readonly RandomImage[], { vector, filter = {}, minimum, limit }: SearchQuery): Expected[] {
  const length = Math.hypot(...vector);
  return images
    .map((image, n) => ({ image, dot: product(numberedVector(n, 8), vector) }))
    .filter(({ image, dot }) => matchesFilter(filter, image) && (minimum === undefined || dot >= minimum))
    .map(({ image, dot }) => ({ id: image.record.id, dot, score: dot / length }))
    .sort((a, b) => b.dot - a.dot || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}

function expectHits(hits: readonly SearchHit[], expected: readonly Expected[]): void {
  expect(hits.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  hits.forEach(({ dot, score }, place) => {
    expect(Math.abs(dot - expected[place].dot)).toBeLessThan(10 ** -digits * Math.max(1, Math.abs(dot / score)));
    expect(score).toBeCloseTo(expected[place].score, digits);
  });
}

function product(a: Embedding, b: Embedding): number {
  return a.reduce((sum, value, index) => sum + value * b[index], 0);
}
