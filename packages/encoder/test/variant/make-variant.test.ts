import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createCompute, encodeOnnxModel, encodeRewrittenModel, parseOnnxModel } from "@lesion-atlas/compute";
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { writeSmallCheckpoint } from "../../../../test/support/small-checkpoint.ts";
import { readOpenClipConfiguration } from "../../src/import/configuration/read-open-clip.ts";
import { clipGraphs } from "../../src/import/graph/clip-graphs.ts";
import { createEncoder, importModel, makeVariant, needsCalibration, readModelFolder } from "../../src/index.ts";
import { plannedProducts } from "../../src/variant/quantize/plan-quantization.ts";
import { quantizeColumns } from "../../src/variant/quantize/quantize-matrix.ts";
import { probeTensors } from "../../src/self-test/measure-speed.ts";
import { probeDifference, probeEmbeddings } from "../../src/self-test/probe-embeddings.ts";
import { writeTinyModel } from "../models/tiny-model.ts";

const compute = createCompute({ interactiveThreads: 1, bulkThreads: 1 });
afterAll(() => compute.close());
let place: string;
let modelsFolder: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "lesion-quantize-"));
  modelsFolder = join(place, "models");
});
afterEach(() => rm(place, { recursive: true, force: true }));

async function probesOf(folder: string) {
  const encoder = await createEncoder(folder, { compute, threads: 1 });
  onTestFinished(() => encoder.close());
  return probeEmbeddings(encoder);
}

async function bytesOf(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe("a matrix", () => {
  test("is within half a step of its column's scale, stored either way", () => {
    const weights = Float32Array.from({ length: 12 }, (_, index) => Math.sin(index * 7) * (1 + (index % 3)));
    const { values, scales } = quantizeColumns(weights, 4, 3);
    for (const [index, weight] of weights.entries()) {
      expect(Math.abs(values[index] * scales[index % 3] - weight)).toBeLessThanOrEqual(scales[index % 3] / 2 + 1e-7);
    }
    const transposed = Float32Array.from(
      { length: 12 },
      (_, index) => weights[(index % 4) * 3 + Math.floor(index / 4)],
    );
    expect(quantizeColumns(transposed, 4, 3, { transposed: true })).toEqual({ values, scales });
  });

  test("has a column of zeros", () => {
    expect(quantizeColumns(new Float32Array([0, 1, 0, -2]), 2, 2)).toEqual({
      values: new Int8Array([0, 64, 0, -127]),
      scales: new Float32Array([1, 2 / 127]),
    });
  });
});

test("an ONNX file that is taken apart and put together is the same to onnxruntime", async () => {
  const folder = await writeTinyModel(join(place, "tiny"));
  const before = await probesOf(folder);
  const bytes = new Uint8Array(await readFile(join(folder, "text.onnx")));
  const parsed = parseOnnxModel(bytes);
  expect(parsed.nodes.map(({ operator }) => operator)).toContain("Gather");
  const again = parseOnnxModel(encodeRewrittenModel(parsed, parsed.nodes, parsed.constants));
  expect(again.nodes).toEqual(parsed.nodes);
  expect(again.constants).toEqual(parsed.constants);
  expect(before.texts).not.toEqual({});
  for (let length = 1; length < bytes.length; length += 97) {
    try {
      parseOnnxModel(bytes.subarray(0, length));
    } catch (error) {
      expect(error).toMatchObject({ code: "model_invalid" });
    }
  }
});

describe("a transformer", () => {
  test.each([
    ["int8", 1e-2, 0.6],
    ["fp16", 1e-5, 0.6],
  ] as const)("in %s is close, smaller, and has a fingerprint of its own", async (precision, apart, share) => {
    const source = await importModel(writeSmallCheckpoint(join(place, "checkpoint")), { id: "small", modelsFolder });
    const { folder, products, halves } = await makeVariant(source, { precision }, { id: "variant", modelsFolder });
    expect(products > 0).toBe(precision === "int8");
    expect(halves).toBeGreaterThan(0);
    const [original, variant] = await Promise.all([source, folder].map((path) => readModelFolder(path)));
    expect(variant.settings).toMatchObject({ id: "variant", precision, dimensions: 16 });
    expect(variant.model.fingerprint).not.toBe(original.model.fingerprint);
    const difference = probeDifference(await probesOf(folder), await probesOf(source))!;
    expect(difference.cosine).toBeLessThan(apart);
    expect(difference.cosine).toBeGreaterThan(0);
    expect((await bytesOf(folder)) / (await bytesOf(source))).toBeLessThan(share);
  });
});

test("in int8 a vector does not depend on what is encoded beside it", async () => {
  const source = await importModel(writeSmallCheckpoint(join(place, "checkpoint")), { id: "small", modelsFolder });
  const { folder } = await makeVariant(source, { precision: "int8" }, { id: "variant", modelsFolder });
  const encoder = await createEncoder(folder, { compute, threads: 1 });
  onTestFinished(() => encoder.close());
  const [image] = await probeTensors(encoder);
  const brighter = image.map((value) => 40 * value);
  const together = await encoder.encodeImages([image, brighter]);
  expect(together).toEqual([...(await encoder.encodeImages([image])), ...(await encoder.encodeImages([brighter]))]);
  const phrases = ["nevus", "a very irregular border of many colours"];
  const texts = await encoder.encodeTexts(phrases);
  expect(texts).toEqual((await Promise.all(phrases.map((phrase) => encoder.encodeTexts([phrase])))).flat());
});

test("every large product of an image tower runs in int8, those with rows of a packed matrix as well", () => {
  const vision_cfg = { image_size: 64, layers: 2, width: 64, head_width: 16, patch_size: 32 };
  const text_cfg = { context_length: 77, vocab_size: 100, width: 32, heads: 2, layers: 1 };
  const configuration = { model_cfg: { embed_dim: 16, vision_cfg, text_cfg }, preprocess_cfg: {} };
  const [{ graph }] = clipGraphs(readOpenClipConfiguration(configuration));
  const planned = plannedProducts(parseOnnxModel(encodeOnnxModel(graph.build())));
  const packed = "visual.transformer.resblocks.1.attn.in_proj_weight";
  expect(planned).toHaveLength(4 + 5);
  expect(planned.filter(({ weight }) => weight === packed)).toMatchObject([
    { first: 0, rows: 64, columns: 64, transposed: true },
    { first: 64, rows: 64, columns: 128, transposed: true },
  ]);
});

describe("a convolutional tower", () => {
  const demo = fileURLToPath(new URL("../../../../models/demo", import.meta.url));

  test("in int8 is close to the original, smaller, and leaves the text tower as it is", async () => {
    expect(await needsCalibration(demo)).toBe(true);
    const { model, settings } = await readModelFolder(demo);
    const encoder = await createEncoder(demo, { compute, threads: 1 });
    onTestFinished(() => encoder.close());
    const images = await probeTensors(encoder);
    const target = { id: "demo8", modelsFolder };
    const { folder, convolutions } = await makeVariant(demo, { precision: "int8" }, target, {
      calibration: { compute, images },
    });
    expect(convolutions).toBe(50);
    const variant = await readModelFolder(folder);
    expect(variant.settings).toMatchObject({ id: "demo8", precision: "int8", remark: settings.remark });
    expect(variant.model.fingerprint).not.toBe(model.fingerprint);
    expect((await stat(join(folder, "image.onnx"))).size).toBeLessThan(0.6 * settings.files!["image.onnx"].bytes);
    const [original, changed] = [await probeEmbeddings(encoder), await probesOf(folder)];
    expect(probeDifference(changed, original)!.cosine).toBeLessThan(1e-2);
    expect(changed.texts).toEqual(original.texts);
    expect((await readdir(folder)).filter((name) => /given|simplified/.test(name))).toEqual([]);
  });

  test("is refused without images to calibrate it with, and has no tokens to merge; nothing is left", async () => {
    const target = { id: "demo8", modelsFolder };
    await expect(makeVariant(demo, { precision: "int8" }, target)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("images to calibrate"),
    });
    const changes = { precision: "int8", mergedTokens: 2 } as const;
    await expect(makeVariant(demo, changes, target)).rejects.toMatchObject({ code: "unsupported" });
    expect(await readdir(modelsFolder).catch(() => [])).toEqual([]);
  });
});
