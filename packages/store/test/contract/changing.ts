import { expect } from "vitest";
import type { Filter } from "@lesion-atlas/core";
import type { ContractTest } from "./contract-suite.ts";
import { axis, testModel, testPoint, testRecord } from "./images.ts";
import type { CurrentBench } from "./vector-store.ts";

const model = testModel("changing", 4);
const other = testModel("beside it", 4);

/** What people write, and what is removed. */
export function testChanging(check: ContractTest, bench: CurrentBench): void {
  check("fields are set one by one, null removes, unknown ids are left out", async () => {
    const { store } = bench();
    const [a, b] = ["a", "b"].map((key) => testRecord(key));
    await store.upsert([{ record: a }, { record: b }]);
    const unknown = testRecord("unknown").id;
    expect(await store.setFields([a.id, b.id, unknown], { tags: ["x", "y"], grade: 2, sure: true })).toBe(2);
    expect(await store.setFields([a.id], { tags: ["y"], grade: null, 'odd."name': "z" })).toBe(1);
    expect(await store.setFields([unknown], { tags: [] })).toBe(0);
    const [first, second, third] = await store.get([a.id, b.id, unknown]);
    expect(first?.fields).toEqual({ tags: ["y"], sure: true, 'odd."name': "z" });
    expect(second?.fields).toEqual({ tags: ["x", "y"], grade: 2, sure: true });
    expect(third).toBeUndefined();
    const tagged = (tag: string): Filter => ({ must: { key: "fields.tags", match: { value: tag } } });
    expect([await store.count(tagged("x")), await store.count(tagged("y"))]).toEqual([1, 2]);
  });

  check("an empty list is kept and is empty", async () => {
    const { store } = bench();
    const { id } = testRecord("a");
    await store.upsert([{ record: testRecord("a") }]);
    await store.setFields([id], { tags: [] });
    expect((await store.get([id]))[0]?.fields).toEqual({ tags: [] });
    expect(await store.count({ must: { is_empty: { key: "fields.tags" } } })).toBe(1);
  });

  check("fields are written without a model in use, and seen under every one", async () => {
    const { place, store } = bench();
    await store.useModel(model);
    await store.upsert([testPoint(testRecord("a"), model, axis(0, 4))]);
    const without = await place.open();
    expect(await without.setFields([testRecord("a").id], { note: "written" })).toBe(1);
    const [[hit]] = await store.search([{ vector: axis(0, 4), limit: 1 }]);
    expect(hit.fields).toEqual({ note: "written" });
  });

  check("removing by id or by filter removes an image whole, under every model", async () => {
    const { store } = bench();
    const records = ["a", "b", "c", "d"].map((key, n) => testRecord(key, { sex: n < 2 ? "male" : "female" }));
    await store.useModel(model);
    await store.upsert(records.map((record) => testPoint(record, model, axis(0, 4))));
    await store.setFields([records[0].id], { tags: ["gone"] });
    await store.useModel(other);
    await store.upsert(records.map((record) => testPoint(record, other, axis(1, 4))));
    expect(await store.delete({ ids: [records[0].id, testRecord("unknown").id] })).toBe(1);
    expect(await store.delete({ ids: [records[0].id] })).toBe(0);
    expect(await store.delete({ filter: { must: { key: "sex", match: { value: "female" } } } })).toBe(2);
    expect(await store.count(undefined, { everyImage: true })).toBe(1);
    expect((await store.models()).map(({ vectors }) => vectors)).toEqual([1, 1]);
    const [hits] = await store.search([{ vector: axis(1, 4), limit: 10 }]);
    expect(hits.map(({ record }) => record.key)).toEqual(["b"]);
    await store.upsert([{ record: records[0] }]);
    expect((await store.get([records[0].id]))[0]).toMatchObject({ fields: {}, hasVector: false });
  });
}
