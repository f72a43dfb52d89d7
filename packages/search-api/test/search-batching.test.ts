import type { SearchQuery, VectorStore } from "@lesion-atlas/core";
import { createSearchBatching } from "@lesion-atlas/search-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestService, openService } from "./support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

const query = (n: number, limit = 3): SearchQuery => ({
  vector: Float32Array.from({ length: 24 }, (_, i) => Math.sin(n * 7 + i)),
  limit,
});

/** The service's store, which says how many queries each pass had. */
function watched(): { store: VectorStore; passes: number[] } {
  const { store } = service.ports;
  const passes: number[] = [];
  const search: VectorStore["search"] = (queries, options) => {
    passes.push(queries.length);
    return store.search(queries, options);
  };
  return { store: { ...store, search }, passes };
}

test("searches that come while one is under way share the next pass, and each gets its own hits", async () => {
  const { store, passes } = watched();
  const batching = createSearchBatching(store);
  const found = await Promise.all([1, 2, 3, 4].map((n) => batching.search([query(n)])));
  expect(passes).toEqual([1, 3]);
  for (const [index, hits] of found.entries()) {
    const [alone] = await service.ports.store.search([query(index + 1)]);
    expect(hits[0].map(({ id }) => id)).toEqual(alone.map(({ id }) => id));
    for (const [place, { dot }] of hits[0].entries()) expect(dot).toBeCloseTo(alone[place].dot, 5);
  }
  const [several, one] = await Promise.all([batching.search([query(5), query(6)]), batching.search([query(7)])]);
  expect([several.length, one.length]).toEqual([2, 1]);
});

test("a pass has no more hits than its bound", async () => {
  const { store, passes } = watched();
  const batching = createSearchBatching(store);
  await Promise.all([1, 2, 3, 4].map((n) => batching.search([query(n, 4000)])));
  expect(passes).toEqual([1, 2, 1]);
});

test("a query that is refused fails alone, and one that is given up leaves the others", async () => {
  const { store } = watched();
  const batching = createSearchBatching(store);
  const leaving = new AbortController();
  const first = batching.search([query(1)]);
  const short = batching.search([{ vector: new Float32Array(3), limit: 3 }]);
  const left = batching.search([query(2)], { signal: leaving.signal });
  const stays = batching.search([query(3)]);
  leaving.abort();
  const results = await Promise.allSettled([first, short, left, stays]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
  expect(results[1]).toMatchObject({ reason: { code: "invalid_input" } });
  expect(results[2]).toMatchObject({ reason: { code: "cancelled" } });
  await expect(batching.search([query(1)], { signal: leaving.signal })).rejects.toMatchObject({ code: "cancelled" });
});
