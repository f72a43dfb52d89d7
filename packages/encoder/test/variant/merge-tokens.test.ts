import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSession, encodeOnnxModel, floatTensor, parseOnnxModel } from "@lesion-atlas/compute";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readOpenClipConfiguration } from "../../src/import/configuration/read-open-clip.ts";
import { clipGraphs } from "../../src/import/graph/clip-graphs.ts";
import { importModel, makeVariant, readModelFolder } from "../../src/index.ts";
import { mergedLengths } from "../../src/variant/token-merging/merged-lengths.ts";
import { mergeTokens } from "../../src/variant/token-merging/merge-tokens.ts";
import { bytesOf, safetensorsBytes } from "../checkpoint/write-safetensors.ts";
import { drawnValues, drawnWeight } from "../import/drawn-weights.ts";
import { rowsOf } from "../import/tower-rows.ts";
import { referenceEmbedding } from "./reference-tower.ts";

/** The embeddings have components of about 1. */
const tolerance = 1e-4;
const sizes = { patchSize: 8, width: 64, heads: 4, layers: 4, dimensions: 12 };

const drawn = new Map<string, Float32Array>();
function weights(name: string, shape: readonly number[]): Float32Array {
  const key = `${name} ${shape.join("x")}`;
  const known = drawn.get(key) ?? drawnWeight(name, shape);
  drawn.set(key, known);
  return known;
}

let place: string;
let modelsFolder: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "lesion-merging-"));
  modelsFolder = join(place, "models");
});
afterAll(() => rm(place, { recursive: true, force: true }));

function configurationOf(imageSize: number, vision: object = {}) {
  const { patchSize, width, heads, layers, dimensions } = sizes;
  return {
    model_cfg: {
      embed_dim: dimensions,
      quick_gelu: true,
      vision_cfg: { image_size: imageSize, patch_size: patchSize, width, head_width: width / heads, layers, ...vision },
      text_cfg: { context_length: 77, vocab_size: 49_408, width: 8, heads: 1, layers: 1 },
    },
    preprocess_cfg: {},
  };
}

async function imported(id: string, imageSize: number): Promise<string> {
  const folder = join(place, id);
  mkdirSync(folder);
  const configuration = configurationOf(imageSize);
  const planned = clipGraphs(readOpenClipConfiguration(configuration)).flatMap(({ graph }) => graph.planned);
  const entry = (name: string, shape: readonly number[]) =>
    [name, { dtype: "F32", shape, bytes: bytesOf(drawnWeight(name, shape)) }] as const;
  const tensors = [...planned.map(({ name, shape }) => entry(name, shape)), entry("logit_scale", [])];
  writeFileSync(join(folder, "open_clip_config.json"), JSON.stringify(configuration));
  writeFileSync(join(folder, "open_clip_model.safetensors"), safetensorsBytes(Object.fromEntries(tensors)));
  return importModel(folder, { id, modelsFolder });
}

async function embeddings(folder: string, images: Float32Array[], imageSize: number): Promise<Float32Array[]> {
  const session = await createSession(join(folder, "image.onnx"), { threads: 2 });
  try {
    const pixels = Float32Array.from(images.flatMap((image) => Array.from(image)));
    const shape = [images.length, 3, imageSize, imageSize];
    return rowsOf((await session.run({ pixel_values: floatTensor(pixels, shape) })).embedding);
  } finally {
    await session.close();
  }
}

function largestDifference(left: ArrayLike<number>[], right: ArrayLike<number>[]): number {
  return Math.max(
    ...left.flatMap((row, index) => Array.from(row, (value, place) => Math.abs(value - right[index][place]))),
  );
}

function cosine(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, value, place) => sum + value * b[place], 0);
  return dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right));
}

describe.each([
  ["an even number of tokens", 40, 26],
  ["an odd number of tokens", 48, 37],
])("%s", (title, imageSize, tokens) => {
  const images = ["a", "b", "c"].map((name) => drawnValues(`${title} ${name}`, 3 * imageSize ** 2));
  const expected = (merged: number) =>
    images.map((image) => referenceEmbedding(image, weights, { ...sizes, imageSize }, merged));
  let source: string;
  beforeAll(async () => {
    source = await imported(`of-${tokens}`, imageSize);
  });

  test("the reference without merging is the imported tower", async () => {
    expect(largestDifference(await embeddings(source, images, imageSize), expected(0))).toBeLessThan(tolerance);
  });

  test.each([1, 5, 1000])(
    "%i merged in each block give what the reference gives, for each image of a batch",
    async (merged) => {
      const id = `of-${tokens}-merge${merged}`;
      const { folder, lengths } = await makeVariant(source, { mergedTokens: merged }, { id, modelsFolder });
      expect(lengths).toEqual([tokens, ...mergedLengths(tokens, merged, 3)]);
      const found = await embeddings(folder, images, imageSize);
      expect(largestDifference(found, expected(merged))).toBeLessThan(tolerance);
      expect(largestDifference(found, expected(0))).toBeGreaterThan(10 * tolerance);
      expect(await embeddings(folder, images, imageSize)).toEqual(found);
    },
  );

  test.each([
    ["fp16", undefined],
    ["int8", "of-int8"],
  ] as const)("%s and merging go together", async (precision, second) => {
    const id = `of-${tokens}-${precision}-merge4`;
    const { folder } = await makeVariant(source, { precision, mergedTokens: 4 }, { id, modelsFolder });
    const { settings, model } = await readModelFolder(folder);
    expect(settings).toMatchObject({ id, precision, token_merging: 4 });
    expect(model.fingerprint).not.toBe((await readModelFolder(source)).model.fingerprint);
    const found = await embeddings(folder, images, imageSize);
    const wanted = expected(4);
    for (const [index, row] of found.entries()) {
      expect(1 - cosine(row, wanted[index])).toBeLessThan(precision === "fp16" ? 1e-5 : 1e-2);
    }
    if (!second) return;
    const { folder: int8 } = await makeVariant(source, { precision }, { id: `${second}-${tokens}`, modelsFolder });
    const target = { id: `${second}-${tokens}-merged`, modelsFolder };
    const { folder: later } = await makeVariant(int8, { mergedTokens: 4 }, target);
    expect((await readModelFolder(later)).settings).toMatchObject({ precision, token_merging: 4 });
    expect(await embeddings(later, images, imageSize)).toEqual(found);
  });

  test("what merges already is refused, and nothing is left", async () => {
    const target = { id: `of-${tokens}-twice`, modelsFolder };
    const { folder } = await makeVariant(source, { mergedTokens: 2 }, { ...target, id: `of-${tokens}-once` });
    await expect(makeVariant(folder, { mergedTokens: 2 }, target)).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining("merges tokens already"),
    });
    expect(await readdir(modelsFolder)).not.toContain(target.id);
  });
});

test("each block has at most half of the patches less", () => {
  expect(mergedLengths(257, 8, 3)).toEqual([249, 241, 233]);
  expect(mergedLengths(10, 100, 5)).toEqual([6, 4, 3, 2, 2]);
});

test.each([
  ["the mean of the tokens", { pool_type: "avg" }, "more than the class token"],
  ["an attention pool", { attentional_pool: true, attn_pooler_heads: 4 }, "not laid out as the import lays it out"],
  ["one block", { layers: 1 }, "one block of attention"],
  ["one patch", { patch_size: 40 }, "there must be two patches"],
])("a tower that reads %s is refused by name", (_, vision, reason) => {
  const [{ graph }] = clipGraphs(readOpenClipConfiguration(configurationOf(40, vision)));
  expect(() => mergeTokens(parseOnnxModel(encodeOnnxModel(graph.build())), 2)).toThrow(reason);
});

test("a text tower and a convolutional one are refused by name", async () => {
  const [, { graph }] = clipGraphs(readOpenClipConfiguration(configurationOf(40)));
  expect(() => mergeTokens(parseOnnxModel(encodeOnnxModel(graph.build())), 2)).toThrow("it has one block");
  const demo = fileURLToPath(new URL("../../../../models/demo/image.onnx", import.meta.url));
  const model = parseOnnxModel(await readFile(demo));
  expect(() => mergeTokens(model, 2)).toThrow("it has no blocks of attention");
  expect(() => mergeTokens(model, 0.5)).toThrow("give a whole number");
});
