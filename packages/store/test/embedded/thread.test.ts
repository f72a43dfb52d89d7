import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { VectorStore } from "@lesion-atlas/core";
import { axis, testModel, testPoint, testRecord } from "../contract/images.ts";
import type { Place } from "../contract/place.ts";
import { embeddedPlace } from "./place.ts";

const model = testModel("threads", 8);
let place: Place<VectorStore>;
let store: VectorStore;
beforeEach(async () => {
  place = await embeddedPlace();
  store = await place.open();
  await store.useModel(model);
});
afterEach(() => place.dispose());

describe("the store's threads", () => {
  test("timers fire while a batch is written and searched", async () => {
    const points = Array.from({ length: 3000 }, (_, n) => testPoint(testRecord(`${n}`), model, axis(n % 8, 8)));
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await store.upsert(points);
    await store.search([{ vector: axis(0, 8), limit: 10 }]);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  test("long lists come whole, in order, to the query that asked for them", async () => {
    const points = Array.from({ length: 1700 }, (_, n) => testPoint(testRecord(`${n}`), model, axis(n % 2, 8)));
    await store.upsert(points);
    const ids = points.map(({ record }) => record.id);
    const [even, odd] = [0, 1].map((rest) => ids.filter((_, n) => n % 2 === rest).sort());
    const query = (place: number, limit: number) => ({ vector: axis(place, 8), minimum: 0.5, limit });
    const lists = await store.search([query(0, 10_000), query(2, 5), query(1, 600), query(1, 10_000)]);
    expect(lists.map((hits) => hits.map(({ id }) => id))).toEqual([even, [], odd.slice(0, 600), odd]);
    expect((await store.get(ids)).map((image) => image?.id)).toEqual(ids);
    const controller = new AbortController();
    const search = store.search([query(0, 10_000)], { signal: controller.signal });
    controller.abort();
    await expect(search).rejects.toMatchObject({ code: "cancelled" });
    expect((await store.search([query(0, 850)]))[0].length).toBe(850);
  });

  test("a call that is cancelled while it waits or works says so, and the next one is answered", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const points = Array.from({ length: 2000 }, (_, n) => testPoint(testRecord(`${n}`), model, axis(n % 8, 8)));
    await store.upsert(points);
    // Both threads are at work when the calls come.
    const busy = [
      store.search(Array.from({ length: 20 }, () => ({ vector: axis(0, 8), limit: 2000 }))),
      store.upsert(points),
    ];
    const calls = [
      store.search([{ vector: axis(0, 8), limit: 1 }], { signal }),
      store.count(undefined, { signal }),
      store.upsert([{ record: testRecord("b") }], { signal }),
    ];
    controller.abort();
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "cancelled" } });
    }
    await Promise.all(busy);
    expect(await store.count(undefined, { everyImage: true })).toBe(2000);
  });

  test("a call that no message can carry is refused, and the store goes on", async () => {
    const record = { ...testRecord("a"), extra: { odd: (() => 1) as never } };
    await expect(store.upsert([{ record }])).rejects.toMatchObject({ code: "invalid_input" });
    await store.upsert([{ record: testRecord("a") }]);
    expect(await store.count(undefined, { everyImage: true })).toBe(1);
  });

  test("a closed store says that it is closed, and may be closed again", async () => {
    const search = store.search([{ vector: axis(0, 8), limit: 1 }]);
    await Promise.all([store.close(), store.close()]);
    expect(await search).toEqual([[]]);
    await expect(store.count()).rejects.toMatchObject({ code: "store_unavailable" });
    expect((await store.health()).status).toBe("red");
  });
});
