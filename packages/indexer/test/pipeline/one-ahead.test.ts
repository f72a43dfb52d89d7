import { expect, test } from "vitest";
import { oneAhead } from "../../src/pipeline/one-ahead.ts";

test("asks for the next value while one is used, and never for two", async () => {
  const log: string[] = [];
  async function* source() {
    for (let n = 1; n <= 3; n++) {
      log.push(`make ${n}`);
      yield n;
    }
  }
  for await (const value of oneAhead(source())) {
    await new Promise(setImmediate);
    log.push(`use ${value}`);
  }
  expect(log).toEqual(["make 1", "make 2", "use 1", "make 3", "use 2", "use 3"]);
});

test("throws a failure when its value is due, after the one before was used", async () => {
  const used: number[] = [];
  async function* source() {
    yield 1;
    throw new Error("no second");
  }
  const run = async () => {
    for await (const value of oneAhead(source())) {
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      used.push(value);
    }
  };
  await expect(run()).rejects.toThrow("no second");
  expect(used).toEqual([1]);
});

test("lets the source come to rest when the consumer leaves early", async () => {
  let resting = false;
  async function* source() {
    try {
      for (let n = 1; ; n++) {
        await new Promise(setImmediate);
        yield n;
      }
    } finally {
      resting = true;
    }
  }
  for await (const value of oneAhead(source())) if (value === 2) break;
  expect(resting).toBe(true);
});
