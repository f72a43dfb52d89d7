import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inBatches } from "../../src/queue/bullmq/in-batches.ts";
import { all } from "./contract/run-queue.ts";

async function* numbers(count: number, everyMs?: number) {
  for (let n = 0; n < count; n++) {
    if (everyMs !== undefined) await sleep(everyMs);
    yield n;
  }
}

test("values come together, in order, the rest at the end; none gives no batch", async () => {
  const batches = await all(inBatches(numbers(7), { size: 3, withinMs: Infinity }));
  expect(batches).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  expect(await all(inBatches(numbers(0), { size: 3, withinMs: Infinity }))).toEqual([]);
});

test("values that come slowly are not held back for a full batch", async () => {
  expect(await all(inBatches(numbers(3, 5), { size: 3, withinMs: 1 }))).toEqual([[0], [1], [2]]);
});
