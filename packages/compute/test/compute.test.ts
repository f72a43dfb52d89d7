import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Compute, createCompute, floatTensor, gemmModel, shareMatrix } from "../src/index.ts";
import { randomMatrix } from "./support/matrices.ts";

describe("lanes", () => {
  let compute: Compute;
  const small = randomMatrix(4, 16, 1);
  /** About 100 ms. */
  const medium = randomMatrix(1_500, 1_200, 2);
  /** About half a second. */
  const large = shareMatrix(randomMatrix(2_500, 3_000, 3));

  beforeAll(async () => {
    compute = createCompute({ bulkThreads: 1 });
    await compute.gemm(small, small, { lane: "interactive" });
    await compute.gemm(small, small, { lane: "bulk" });
  });
  afterAll(() => compute.close());

  test("timers go on firing while a long run is under way", async () => {
    const gaps: number[] = [];
    let last = performance.now();
    const timer = setInterval(() => {
      gaps.push(performance.now() - last);
      last = performance.now();
    }, 5);
    const start = performance.now();
    await compute.gemm(large, large, { lane: "bulk" });
    const durationMs = performance.now() - start;
    clearInterval(timer);
    expect(durationMs).toBeGreaterThan(100);
    expect(gaps.length).toBeGreaterThan(10);
    expect(Math.max(...gaps)).toBeLessThan(durationMs / 2);
  });

  test("an interactive call is answered while bulk has a long queue", async () => {
    let bulkDone = 0;
    const bulk = Array.from({ length: 12 }, () =>
      compute.gemm(medium, medium, { lane: "bulk" }).then(() => bulkDone++),
    );
    await compute.gemm(small, small, { lane: "interactive" });
    expect(bulkDone).toBeLessThan(6);
    await Promise.all(bulk);
    expect(bulkDone).toBe(12);
  });

  test("one lane answers in the order of the calls", async () => {
    const order: string[] = [];
    await Promise.all([
      compute.gemm(medium, medium, { lane: "bulk" }).then(() => order.push("long")),
      compute.gemm(small, small, { lane: "bulk" }).then(() => order.push("short")),
    ]);
    expect(order).toEqual(["long", "short"]);
  });

  test("abort: a waiting call is dropped at once, a running one ends unheard, and the lane goes on", async () => {
    const [running, waiting] = [new AbortController(), new AbortController()];
    let longDone = false;
    const long = compute.gemm(large, large, { lane: "bulk" }).then(() => (longDone = true));
    const dropped = compute.gemm(small, small, { lane: "bulk", signal: waiting.signal });
    waiting.abort();
    await expect(dropped).rejects.toMatchObject({ code: "cancelled" });
    expect(longDone).toBe(false);
    await long;

    const unheard = compute.gemm(large, large, { lane: "bulk", signal: running.signal });
    const next = compute.gemm(small, small, { lane: "bulk" });
    running.abort();
    await expect(unheard).rejects.toMatchObject({ code: "cancelled" });
    expect(await next).toHaveLength(16);

    await expect(compute.gemm(small, small, { lane: "bulk", signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describe("models on the lanes", () => {
  let compute: Compute;
  beforeAll(() => {
    compute = createCompute({ interactiveThreads: 1, bulkThreads: 1 });
  });
  afterAll(() => compute.close());

  const feeds = () => ({
    left: floatTensor(Float32Array.of(1, 2), [1, 2]),
    right: floatTensor(Float32Array.of(3, 4, 5, 6), [2, 2]),
  });

  test("runs on either lane; feeds are copied, or moved where the caller says so", async () => {
    const model = compute.openModel(gemmModel());
    expect((await model.load({ lane: "interactive" })).inputs.map(({ name }) => name)).toEqual(["left", "right"]);
    const copied = feeds();
    const { product } = await model.run(copied, { lane: "interactive" });
    expect(product).toEqual({ type: "float32", shape: [1, 2], values: Float32Array.of(11, 17) });
    expect(copied.left.values).toHaveLength(2);
    const moved = await model.run(copied, { lane: "bulk", transfer: true });
    expect(moved.product.values).toEqual(product.values);
    expect(copied.left.values).toHaveLength(0);
    await expect(model.run(copied, { lane: "bulk" })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("transferred"),
    });
    await model.close();
    await expect(model.run(feeds(), { lane: "bulk" })).rejects.toMatchObject({ code: "internal" });
  });

  test("feeds in shared memory are read in place, and stay whole when the call moves its buffers", async () => {
    const model = compute.openModel(gemmModel());
    const { left, right } = feeds();
    const shared = shareMatrix({ values: right.values as Float32Array, rows: 2, columns: 2 }).values;
    const { product } = await model.run({ left, right: floatTensor(shared, [2, 2]) }, { lane: "bulk", transfer: true });
    expect([...(product.values as Float32Array)]).toEqual([11, 17]);
    expect(shared).toHaveLength(4);
    await model.close();
  });

  test("a broken model and refused feeds are AppErrors, and the lane survives them", async () => {
    const broken = compute.openModel(new Uint8Array([8, 1, 2]));
    await expect(broken.load({ lane: "bulk" })).rejects.toMatchObject({ name: "AppError", code: "model_invalid" });
    await expect(broken.run(feeds(), { lane: "bulk" })).rejects.toMatchObject({ code: "model_invalid" });
    const absent = compute.openModel("no/such/model.onnx");
    await expect(absent.load({ lane: "bulk" })).rejects.toMatchObject({
      code: "model_invalid",
      message: expect.stringContaining("no/such/model.onnx"),
    });
    const model = compute.openModel(gemmModel());
    await expect(model.run({ left: feeds().left }, { lane: "bulk" })).rejects.toMatchObject({ code: "invalid_input" });
    expect((await model.run(feeds(), { lane: "bulk" })).product.shape).toEqual([1, 2]);
    await Promise.all([broken.close(), absent.close(), model.close()]);
  });
});

test("a model that outlives compute, or is closed together with it, has nothing left to free", async () => {
  const compute = createCompute({ interactiveThreads: 1, bulkThreads: 1 });
  const [first, second] = [compute.openModel(gemmModel()), compute.openModel(gemmModel())];
  await Promise.all([first.load({ lane: "bulk" }), second.load({ lane: "interactive" })]);
  await Promise.all([compute.close(), first.close()]);
  await second.close();
  await expect(second.load({ lane: "bulk" })).rejects.toMatchObject({ code: "internal" });
});
