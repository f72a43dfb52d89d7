import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type GraphBuilder,
  createCompute,
  createGraphBuilder,
  encodeOnnxModel,
  encodeRewrittenModel,
  floatTensor,
  parseOnnxModel,
} from "@lesion-atlas/compute";
import { afterAll, describe, expect, test } from "vitest";
import { quantizeChannels } from "../../src/variant/convolutions/quantize-channels.ts";
import { quantizeConvolutions } from "../../src/variant/convolutions/quantize-convolutions.ts";
import { createValueRange, roundingOf } from "../../src/variant/convolutions/value-range.ts";
import { temporaryFolder } from "../checkpoint/temporary-folder.ts";

const compute = createCompute({ interactiveThreads: 1, bulkThreads: 1 });
afterAll(() => compute.close());
const size = 6;
const input = { name: "pixel_values", size };

/** Numbers from -1 to 1 without a pattern. */
function numbers(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => Math.sin(seed + index * 12.9898));
}

function conv(
  graph: GraphBuilder,
  from: string,
  shape: readonly number[],
  seed: number,
  { bias = true, group = 1 } = {},
) {
  const length = shape.reduce((product, count) => product * count, 1);
  const inputs = [from, graph.floats(numbers(length, seed), shape)];
  if (bias) inputs.push(graph.floats(numbers(shape[0], seed + 1), [shape[0]]));
  const pad = (shape[2] - 1) / 2;
  return graph.node("Conv", inputs, { attributes: { pads: { ints: [pad, pad, pad, pad] }, group: { int: group } } });
}

const clip = (graph: GraphBuilder, value: string, low: number, high: number) =>
  graph.node("Clip", [value, graph.floats([low]), graph.floats([high])]);

function written(build: (graph: GraphBuilder, pixels: string) => string): string {
  const folder = temporaryFolder();
  const graph = createGraphBuilder("image");
  const pixels = graph.input(input.name, "float32", ["n", 3, size, size]);
  graph.output(build(graph, pixels), "embedding", "float32", ["n", "d"]);
  writeFileSync(join(folder, "image.onnx"), encodeOnnxModel(graph.build()));
  return join(folder, "image.onnx");
}

async function run(path: string, pixels: Float32Array): Promise<Float32Array> {
  const model = compute.openModel(path);
  try {
    const { embedding } = await model.run({ pixel_values: floatTensor(pixels, [1, 3, size, size]) }, { lane: "bulk" });
    return embedding.values as Float32Array;
  } finally {
    await model.close();
  }
}

const images = Array.from({ length: 8 }, (_, image) => numbers(3 * size * size, 100 * image));

async function quantized(
  source: string,
  calibration = images,
): Promise<{ path: string; operators: string[]; count: number }> {
  const folder = join(temporaryFolder(), "to");
  mkdirSync(folder);
  const count = await quantizeConvolutions(source, folder, input, { compute, images: calibration });
  const path = join(folder, "image.onnx");
  const { nodes } = parseOnnxModel(readFileSync(path));
  return { path, operators: nodes.map(({ operator }) => operator), count };
}

describe("scales", () => {
  test("a range stores zero exactly and holds both ends to within half a step", () => {
    for (const [low, high] of [
      [0, 6],
      [-1, 3],
      [-5, 0.1],
      [-2, 0],
    ]) {
      const { scale, zero } = roundingOf(low, high);
      expect(zero).toBeGreaterThanOrEqual(0);
      expect(zero).toBeLessThanOrEqual(255);
      expect(Math.abs((0 - zero) * scale - low)).toBeLessThanOrEqual(scale / 2 + 1e-6);
      expect(Math.abs((255 - zero) * scale - high)).toBeLessThanOrEqual(scale / 2 + 1e-6);
    }
    expect(roundingOf(0, 0)).toEqual({ scale: 1, zero: 0 });
  });

  test("a range has seen the smallest and largest value and the mean of each channel", () => {
    const range = createValueRange();
    range.add(Float32Array.of(1, 3, -2, -4, 5, 7, 0, 0), [2, 2, 2, 1]);
    expect(range.calibrated()).toEqual({ ...roundingOf(-4, 7), means: Float64Array.of(4, -1.5) });
  });

  test.each([
    [[4, 3, 3, 3], 0, 3],
    [[6, 2, 3, 3], 0, 6],
    [[6, 1, 3, 3], 0, 6],
    [[5, 7], 0, 7],
    [[7, 5], 1, 7],
  ])(
    "weights %j are within half a step of their channel, and the shortfall is what the mean input misses",
    (shape, axis, inputs) => {
      const weights = numbers(
        shape.reduce((product, count) => product * count, 1),
        3,
      );
      const means = Float64Array.from(numbers(inputs, 5));
      const { values, scales, shortfalls } = quantizeChannels(weights, shape, { axis, means, leastScale: () => 0 });
      const kernel = shape.slice(2).reduce((product, count) => product * count, 1);
      const channels = shape[axis];
      const groupInputs = shape[1 - axis];
      const missed = new Float64Array(channels);
      const largest = new Float32Array(channels);
      for (let output = 0; output < channels; output++) {
        for (let from = 0; from < groupInputs; from++) {
          for (let place = 0; place < kernel; place++) {
            const index = axis === 0 ? (output * groupInputs + from) * kernel + place : from * channels + output;
            const error = weights[index] - values[index] * scales[output];
            expect(Math.abs(error)).toBeLessThanOrEqual(scales[output] / 2 + 1e-7);
            largest[output] = Math.max(largest[output], Math.abs(values[index]));
            const group = Math.floor(output / (channels / (inputs / groupInputs)));
            missed[output] += error * means[group * groupInputs + from];
          }
        }
      }
      expect([...largest]).toEqual(Array.from({ length: channels }, () => 127));
      for (const [output, shortfall] of shortfalls.entries()) expect(shortfall).toBeCloseTo(missed[output], 6);
    },
  );

  test("a channel of hardly any weight keeps its bias: no scale is below what 32 bits of bias need", () => {
    const options = { axis: 0, means: new Float64Array(1), leastScale: () => 0.5 };
    expect(quantizeChannels(Float32Array.of(1e-12, 2), [2, 1], options).scales).toEqual(Float32Array.of(0.5, 0.5));
  });
});

test("one convolution is as far from the float one as its scales allow", async () => {
  const source = written((graph, pixels) => conv(graph, pixels, [4, 3, 3, 3], 1));
  const { path, operators, count } = await quantized(source);
  expect([count, operators.filter((name) => name === "Conv")]).toEqual([1, ["Conv"]]);
  const weights = numbers(4 * 27, 1);
  const xScale = 2 / 255;
  for (const image of images) {
    const [exact, rounded] = [await run(source, image), await run(path, image)];
    let most = 0;
    for (let channel = 0; channel < 4; channel++) {
      const own = weights.slice(channel * 27, channel * 27 + 27);
      const wScale = Math.max(...own.map(Math.abs)) / 127;
      const sum = own.reduce((total, weight) => total + Math.abs(weight), 0);
      // Rounded input times weights, the whole input times rounded weights (twice: the bias makes up for the mean), the bias.
      const allowed = (xScale / 2 + 1e-3) * sum + 2 * 27 * (wScale / 2) + wScale * xScale;
      for (let place = channel * size * size; place < (channel + 1) * size * size; place++) {
        const error = Math.abs(exact[place] - rounded[place]);
        expect(error).toBeLessThanOrEqual(allowed);
        most = Math.max(most, error);
      }
    }
    expect(most).toBeGreaterThan(0);
  }
});

test("a small tower with what convolutional towers have stays close, its activations taken into the scales", async () => {
  const source = written((graph, pixels) => {
    const stem = clip(graph, conv(graph, pixels, [8, 3, 3, 3], 1), 0, 6);
    const deep = clip(graph, conv(graph, stem, [8, 1, 3, 3], 2, { group: 8 }), 0, 6);
    const wide = conv(graph, deep, [8, 8, 1, 1], 3, { bias: false });
    const sum = graph.node("Relu", [graph.node("Add", [wide, stem])]);
    const flat = graph.node("Flatten", [graph.node("GlobalAveragePool", [sum])]);
    const project = [flat, graph.floats(numbers(8 * 5, 4), [5, 8]), graph.floats(numbers(5, 5), [5])];
    return graph.node("Gemm", project, { attributes: { transB: { int: 1 } } });
  });
  const { path, operators, count } = await quantized(source);
  expect(count).toBe(4);
  expect(operators).not.toContain("Clip");
  expect(operators).not.toContain("Relu");
  for (const image of images) {
    const [exact, rounded] = [await run(source, image), await run(path, image)];
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * b[index], 0);
    expect(dot(exact, rounded) / Math.sqrt(dot(exact, exact) * dot(rounded, rounded))).toBeGreaterThan(0.999);
  }
});

test("what goes beyond the calibrated range is held at its end; zero stays zero", async () => {
  const identity = (graph: GraphBuilder, from: string) =>
    graph.node("Conv", [from, graph.floats([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3, 1, 1])]);
  const source = written(identity);
  const { path } = await quantized(source, [
    new Float32Array(3 * size * size).map((_, index) => (index % 2 ? 1 : -0.5)),
  ]);
  const beyond = await run(
    path,
    new Float32Array(3 * size * size).map((_, index) => [9, -9, 0][index % 3]),
  );
  for (const [index, value] of beyond.entries()) expect(value).toBeCloseTo([1, -0.5, 0][index % 3], 2);
});

test("an activation on the graph's output is kept: nothing else bounds it", async () => {
  const source = written((graph, pixels) => clip(graph, conv(graph, pixels, [4, 3, 3, 3], 1), 0, 0.25));
  const { path, operators } = await quantized(source);
  expect(operators).toContain("Clip");
  const values = await run(path, images[0]);
  expect(Math.max(...values)).toBe(0.25);
  expect(Math.min(...values)).toBe(0);
});

test("pads that are computed from the image's size become part of the convolutions", async () => {
  const source = written((graph, pixels) => {
    const shape = graph.node("Shape", [pixels]);
    const side = graph.node("Gather", [shape, graph.integers([2])]);
    const one = graph.node("Div", [side, side]);
    const none = graph.node("Sub", [side, side]);
    const pads = graph.node("Concat", [none, none, one, one, none, none, one, one], {
      attributes: { axis: { int: 0 } },
    });
    const padded = graph.node("Pad", [pixels, pads, graph.floats([0])]);
    return graph.node("Conv", [padded, graph.floats(numbers(4 * 27, 1), [4, 3, 3, 3])]);
  });
  const { path, operators } = await quantized(source);
  expect(operators.filter((name) => !name.endsWith("Linear"))).toEqual(["Conv"]);
  const [exact, rounded] = [await run(source, images[1]), await run(path, images[1])];
  expect(rounded).toHaveLength(exact.length);
  for (const [index, value] of exact.entries()) expect(rounded[index]).toBeCloseTo(value, 0);
});

test("refused by name: a graph of an operator set without scales of channels, and one without a constant weight", async () => {
  const old = written((graph, pixels) => conv(graph, pixels, [4, 3, 3, 3], 1));
  const parsed = parseOnnxModel(readFileSync(old));
  const operatorSets = new Map([["", 11]]);
  writeFileSync(old, encodeRewrittenModel({ ...parsed, operatorSets }, parsed.nodes, parsed.constants));
  await expect(quantized(old)).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringContaining("operator set 11, and int8 needs 13"),
  });
  const plain = written((graph, pixels) => graph.node("GlobalAveragePool", [pixels]));
  await expect(quantized(plain)).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringContaining("no convolution or product with constant weights"),
  });
});
