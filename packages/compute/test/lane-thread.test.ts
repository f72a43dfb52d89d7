import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, test } from "vitest";
import { createLaneThread } from "../src/lanes/lane-thread.ts";
import { randomMatrix } from "./support/matrices.ts";

const dyingWorker = new URL("./fixtures/dying-worker.ts", import.meta.url);
const small = randomMatrix(4, 4, 1);
const gemm = { operation: "gemm", left: small, right: small } as const;

describe("a lane whose thread dies", () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(open.splice(0).map((lane) => lane.close())));

  test.each([
    ["exits", 1001, /interactive compute thread stopped .*code 7/],
    ["throws", 1002, /interactive compute thread stopped .*out of something/],
  ])("it %s: the call in hand fails with the reason, those behind it run on a fresh thread", async (_, id, message) => {
    const lane = createLaneThread("interactive", { threads: 1, niceness: 0 }, dyingWorker);
    open.push(lane);
    const before = await lane.submit(gemm);
    const fatal = lane.submit({ operation: "release", id });
    const behind = lane.submit(gemm);
    await expect(fatal).rejects.toMatchObject({
      name: "AppError",
      code: "internal",
      message: expect.stringMatching(message),
    });
    expect(await behind).toEqual(before);
    expect(await lane.submit(gemm)).toEqual(before);
  });

  test("closing while the thread dies does not hang", async () => {
    const lane = createLaneThread("bulk", { threads: 1, niceness: 0 }, dyingWorker);
    const fatal = lane.submit({ operation: "release", id: 1001 });
    const closed = lane.close();
    await expect(fatal).rejects.toMatchObject({ code: "cancelled" });
    await closed;
    await expect(lane.submit(gemm)).rejects.toMatchObject({ code: "internal" });
  });
});

test("a request that was cancelled lets go of its memory before its turn", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const lane = createLaneThread("bulk", { threads: 1, niceness: 0 });
  const large = randomMatrix(2_000, 2_000, 2);
  let longDone = false;
  const long = lane.submit({ operation: "gemm", left: large, right: large }).then(() => (longDone = true));
  const abort = new AbortController();
  const values = new WeakRef(cancelledRequest());
  await setImmediate();
  collectGarbage();
  expect(longDone).toBe(false);
  expect(values.deref()).toBeUndefined();
  await long;
  await lane.close();

  function cancelledRequest(): Float32Array {
    const left = { values: new Float32Array(1_000), rows: 10, columns: 100 };
    lane.submit({ operation: "gemm", left, right: left }, { signal: abort.signal }).catch(() => {});
    abort.abort();
    return left.values;
  }
});
