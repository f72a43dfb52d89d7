import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createExternalWeights, createGraphBuilder, encodeOnnxModel, fusedDomain } from "../../src/onnx/index.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lesion-onnx-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a one-operator graph with symbolic sizes and attributes runs", async () => {
  const graph = createGraphBuilder("gemm");
  const a = graph.input("a", "float32", ["rows", 2]);
  const b = graph.input("b", "float32", ["columns", 2]);
  const product = graph.node("Gemm", [a, b], { attributes: { transB: { int: 1 }, alpha: { float: -0.5 } } });
  graph.output(product, "product", "float32", ["rows", "columns"]);
  const session = await InferenceSession.create(encodeOnnxModel(graph.build()));
  expect(session.inputMetadata[0]).toMatchObject({ name: "a", type: "float32", shape: ["rows", 2] });
  const { product: result } = await session.run({
    a: new Tensor("float32", [1, 2], [1, 2]),
    b: new Tensor("float32", [1, 1, 3, 5, 0, 10], [3, 2]),
  });
  expect(result.dims).toEqual([1, 3]);
  expect([...(result.data as Float32Array)]).toEqual([-1.5, -6.5, -10]);
});

test("inline constants, several outputs, left-out inputs, negative numbers and the fused domain are written", async () => {
  const graph = createGraphBuilder("mixed");
  const x = graph.input("x", "float32", ["n", 4]);
  const activated = graph.node("QuickGelu", [x], { domain: fusedDomain, attributes: { alpha: { float: 1.702 } } });
  const clipped = graph.node("Clip", [activated, "", graph.floats([1])]);
  const top = graph.node("TopK", [clipped, graph.integers([2])], {
    outputs: ["values", "places"],
    attributes: { axis: { int: -1 } },
  });
  graph.output(top, "largest", "float32", ["n", 2]);
  graph.output("places", "where", "int64", ["n", 2]);
  const session = await InferenceSession.create(encodeOnnxModel(graph.build()));
  const result = await session.run({ x: new Tensor("float32", [-1, 0.5, 8, 0], [1, 4]) });
  expect([...(result.where.data as BigInt64Array)]).toEqual([2n, 1n]);
  expect(result.largest.data[0]).toBe(1);
  expect(result.largest.data[1]).toBeCloseTo(0.5 / (1 + Math.exp(-1.702 * 0.5)), 6);
});

test("equal small constants are stored once", () => {
  const graph = createGraphBuilder("constants");
  expect(graph.integers([1, 2])).toBe(graph.integers([1, 2]));
  expect(graph.integers([1, 2])).not.toBe(graph.integers([1, 2], [2, 1]));
  expect(graph.build().initializers).toHaveLength(2);
});

test("constants in another file are found by offset and length", async () => {
  const weights = await createExternalWeights(join(folder, "sum.onnx.weights"));
  const bytes = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
  const first = await weights.append([bytes(1), bytes(2, 3)], 12);
  const second = await weights.append([bytes(10, 20, 30)], 12);
  await expect(weights.append([bytes(1)], 8)).rejects.toThrow("4 bytes where 8");
  await weights.close();
  expect(second).toEqual({ location: "sum.onnx.weights", offset: 4096, length: 12 });

  const graph = createGraphBuilder("sum");
  const x = graph.input("x", "float32", [3]);
  const sum = graph.node("Add", [x, graph.constant("first", "float32", [3], first)]);
  graph.output(graph.node("Add", [sum, graph.constant("second", "float32", [3], second)]), "y", "float32", [3]);
  await writeFile(join(folder, "sum.onnx"), encodeOnnxModel(graph.build()));
  const session = await InferenceSession.create(join(folder, "sum.onnx"));
  const { y } = await session.run({ x: new Tensor("float32", [100, 100, 100], [3]) });
  expect([...(y.data as Float32Array)]).toEqual([111, 122, 133]);
  expect((await readFile(join(folder, "sum.onnx"))).length).toBeLessThan(600);
});

test("the file of constants is never written over one that is there", async () => {
  await writeFile(join(folder, "taken"), "mine");
  await expect(createExternalWeights(join(folder, "taken"))).rejects.toThrow("EEXIST");
});
