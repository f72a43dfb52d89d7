import { expect } from "vitest";
import type { Filter, VectorStore } from "@lesion-atlas/core";
import { batchOf, batchSize, processModel } from "./batches.ts";
import type { ContractTest } from "./contract-suite.ts";
import { testRecord } from "./images.ts";
import { startChild } from "./place.ts";
import type { CurrentBench } from "./vector-store.ts";

/** A direction that every image of a batch is near to in the same way. */
const everywhere = new Float32Array(64).fill(1);

/** Several processes on one place, and one that dies. */
export function testProcesses(check: ContractTest, bench: CurrentBench): void {
  check(
    "a process killed in the middle of an upsert loses nothing acknowledged, and leaves no half of a batch",
    async () => {
      const { place } = bench();
      for (const [round, acknowledged] of [1, 3, 6].entries()) {
        const name = `killed ${round}`;
        const child = startChild(place, "write", { name, batches: 1000 });
        let last = -1;
        while (last < acknowledged) last = Number(await child.next());
        await child.kill();
        const store = await place.open();
        await store.useModel(processModel);
        const batches = await wholeBatches(store, name);
        expect(batches).toBeGreaterThan(last);
        expect(await hitsOf(store, name)).toBe(batches * batchSize);
        await store.upsert(batchOf(name, 0));
        expect(await wholeBatches(store, name)).toBe(batches);
      }
    },
  );

  check("two processes write and search at once: a search sees all that was acknowledged", async () => {
    const { place, store } = bench();
    await store.useModel(processModel);
    const child = startChild(place, "write", { name: "theirs", batches: 12 });
    for (let batch = 0; batch < 12; batch++) {
      await store.upsert(batchOf("ours", batch));
      expect(await hitsOf(store, "ours")).toBe((batch + 1) * batchSize);
      const written = Number(await child.next()) + 1;
      expect(await hitsOf(store, "theirs")).toBeGreaterThanOrEqual(written * batchSize);
    }
    await child.ended();
    expect(await wholeBatches(store, "theirs")).toBe(12);
    expect(await wholeBatches(store, "ours")).toBe(12);
    expect((await store.models())[0].vectors).toBe(24 * batchSize);
  });

  check("while another process writes, a search sees whole batches", async () => {
    const { place, store } = bench();
    await store.useModel(processModel);
    const child = startChild(place, "write", { name: "theirs", batches: 12 });
    for (let batch = 0; batch < 12; batch++) {
      expect((await hitsOf(store, "theirs")) % batchSize).toBe(0);
      await child.next();
    }
    await child.ended();
  });

  check("fields that two processes set on one image are all there", async () => {
    const { place, store } = bench();
    const { id } = testRecord("shared");
    await store.upsert([{ record: testRecord("shared") }]);
    const child = startChild(place, "setFields", { name: "theirs", id, count: 40 });
    await child.next();
    for (let n = 0; n < 40; n++) await store.setFields([id], { [`ours${n}`]: n });
    await child.ended();
    expect(Object.keys((await store.get([id]))[0]!.fields).length).toBe(80);
  });
}

function ofWriter(name: string): Filter {
  return { must: { key: "group", match: { value: name } } };
}

async function hitsOf(store: VectorStore, name: string): Promise<number> {
  const [hits] = await store.search([{ vector: everywhere, filter: ofWriter(name), limit: 10_000 }]);
  return hits.length;
}

/** @returns the number of batches, each of which is there whole and once */
async function wholeBatches(store: VectorStore, name: string): Promise<number> {
  const { values } = await store.facet("age_approx", ofWriter(name), { limit: 10_000 });
  expect(values.map(({ count }) => count)).toEqual(values.map(() => batchSize));
  return values.length;
}
