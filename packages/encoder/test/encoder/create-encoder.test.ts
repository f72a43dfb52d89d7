import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCompute } from "@lesion-atlas/compute";
import type { Encoder } from "@lesion-atlas/core";
import sharp from "sharp";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { createEncoder } from "../../src/encoder/create-encoder.ts";
import type { ModelDescription } from "../../src/models/model-file.ts";
import { writeModelFile } from "../../src/models/write-model-file.ts";
import { createClipTokenizer } from "../../src/tokenizer/create-clip-tokenizer.ts";
import { temporaryFolder } from "../checkpoint/temporary-folder.ts";
import {
  description,
  dimensions,
  expectedImage,
  expectedText,
  size,
  writeImageGraph,
  writeTextGraph,
  writeTinyModel,
} from "../models/tiny-model.ts";
import wordPiece from "../tokenizer/word-piece.json" with { type: "json" };

const compute = createCompute({ interactiveThreads: 1, bulkThreads: 1 });
afterAll(() => compute.close());

async function opened(folder: string): Promise<Encoder> {
  const encoder = await createEncoder(folder, { compute, threads: 1 });
  onTestFinished(() => encoder.close());
  return encoder;
}

/** The encoder of a tiny model whose text tower and settings are changed. */
async function openedWith(text: Parameters<typeof writeTextGraph>[1], changes: Partial<ModelDescription>, files = {}) {
  const folder = temporaryFolder();
  await writeImageGraph(folder);
  writeTextGraph(folder, text);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
  await writeModelFile(folder, { ...description, ...changes });
  return opened(folder);
}

const tinyEncoder = async () => opened(await writeTinyModel(temporaryFolder()));

/** Image tensors without a pattern. */
function tensors(count: number): Float32Array[] {
  return Array.from({ length: count }, (_, image) =>
    Float32Array.from({ length: 3 * size * size }, (_, index) => Math.cos(image * 7 + index)),
  );
}

function expectClose(vector: Float32Array, expected: readonly number[]): void {
  expect(vector).toHaveLength(dimensions);
  for (const [index, value] of expected.entries()) expect(vector[index]).toBeCloseTo(value, 5);
}

describe("images", () => {
  test("become unit vectors in order, however many there are", async () => {
    const encoder = await tinyEncoder();
    const batch = tensors(21);
    const vectors = await encoder.encodeImages(batch, { lane: "bulk" });
    expect(vectors).toHaveLength(21);
    for (const [index, tensor] of batch.entries()) expectClose(vectors[index], expectedImage(tensor));
    expect(batch[20]).toHaveLength(3 * size * size);
    expect(vectors[3].buffer.byteLength).toBe(dimensions * 4);
    expect(await encoder.encodeImages([])).toEqual([]);
  });

  test("are the same in runs of any length, with any number of threads", async () => {
    const folder = await writeTinyModel(temporaryFolder());
    const encoder = await createEncoder(folder, {
      compute,
      threads: 1,
      tuning: { imagesARun: 3, threads: { bulk: 2, interactive: 1 } },
    });
    onTestFinished(() => encoder.close());
    expect([encoder.imagesARun, (await opened(folder)).imagesARun]).toEqual([3, 8]);
    const batch = tensors(7);
    for (const lane of ["bulk", "interactive"] as const) {
      const vectors = await encoder.encodeImages(batch, { lane });
      for (const [index, tensor] of batch.entries()) expectClose(vectors[index], expectedImage(tensor));
    }
  });

  test("give the same on either lane", async () => {
    const encoder = await tinyEncoder();
    const [bulk, interactive] = await Promise.all([
      encoder.encodeImages(tensors(2), { lane: "bulk" }),
      encoder.encodeImages(tensors(2), { lane: "interactive" }),
    ]);
    expect(bulk).toEqual(interactive);
  });

  test("are preprocessed as model.json says", async () => {
    const encoder = await tinyEncoder();
    const png = await sharp({ create: { width: 20, height: 16, channels: 3, background: "#ff0000" } })
      .png()
      .toBuffer();
    const { tensor, width, height } = await encoder.preprocess(png);
    expect([width, height, tensor.length]).toEqual([20, 16, 3 * size * size]);
    expect(tensor[0]).toBeCloseTo((1 - 0.48145466) / 0.26862954, 5);
    await expect(encoder.preprocess(new Uint8Array(10))).rejects.toMatchObject({ code: "image_unreadable" });
  });

  test("of another size are refused, and so is one without a direction", async () => {
    const encoder = await tinyEncoder();
    await expect(encoder.encodeImages([new Float32Array(3)])).rejects.toMatchObject({ code: "invalid_input" });
    await expect(encoder.encodeImages([new Float32Array(3 * size * size)])).rejects.toMatchObject({
      code: "model_invalid",
    });
    const infinite = new Float32Array(3 * size * size).fill(Number.NaN);
    await expect(encoder.encodeImages([infinite])).rejects.toMatchObject({ code: "model_invalid" });
  });
});

describe("texts", () => {
  const words = ["lesion", "irregular border", "a much longer description of a dark brown lesion", "", "x"];
  const many = Array.from({ length: 75 }, (_, index) => `${words[index % words.length]} ${"again ".repeat(index % 9)}`);
  const ids = createClipTokenizer().encode(many);

  test("become unit vectors in order, whatever their lengths", async () => {
    const vectors = await (await tinyEncoder()).encodeTexts(many);
    expect(vectors).toHaveLength(many.length);
    for (const [index, row] of ids.entries()) expectClose(vectors[index], expectedText(row));
  });

  test("are padded to the context where the model wants that", async () => {
    const encoder = await openedWith({ length: 77 }, { text: { padding: "context_length" } });
    const vectors = await encoder.encodeTexts(many.slice(0, 3));
    for (const [index, vector] of vectors.entries()) expectClose(vector, expectedText(ids[index]));
    const wrong = await openedWith({ length: 77 }, { text: {} });
    await expect(wrong.encodeTexts(["lesion"])).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("are padded with the token that model.json names", async () => {
    // Greater than the end token, so that the graph stops at the first of the padding.
    const padToken = 60_000;
    const encoder = await openedWith({}, { text: { pad_token: padToken } });
    const [short, long] = await encoder.encodeTexts(["lesion", "a dark brown lesion"]);
    const [shortIds, longIds] = createClipTokenizer().encode(["lesion", "a dark brown lesion"]);
    expectClose(short, expectedText([...shortIds, padToken]));
    expectClose(long, expectedText(longIds));
  });

  test("have an attention mask where the graph takes one", async () => {
    const encoder = await openedWith({ masked: true }, { text: { attention_mask: "attention_mask", pad_token: 5 } });
    const vectors = await encoder.encodeTexts(many.slice(0, 4));
    for (const [index, vector] of vectors.entries()) expectClose(vector, expectedText(ids[index]));
  });

  test("go through a tokenizer.json", async () => {
    const text = { tokenizer: "tokenizer.json", attention_mask: "attention_mask", context_length: 8 } as const;
    const encoder = await openedWith({ masked: true }, { text }, { "tokenizer.json": wordPiece.tokenizer });
    const vectors = await encoder.encodeTexts(wordPiece.cases.map((known) => known.text));
    for (const [index, { ids }] of wordPiece.cases.entries()) expectClose(vectors[index], expectedText(ids));
  });

  test("are refused by an image-only model", async () => {
    const folder = temporaryFolder();
    await writeImageGraph(folder);
    await writeModelFile(folder, { ...description, text: undefined });
    const encoder = await opened(folder);
    expect(encoder.model.hasText).toBe(false);
    await expect(encoder.encodeTexts(["lesion"])).rejects.toMatchObject({ code: "unsupported" });
    expect(await encoder.encodeImages(tensors(1))).toHaveLength(1);
  });
});

describe("an encoder", () => {
  test("stops between two runs", async () => {
    const encoder = await tinyEncoder();
    const stop = new AbortController();
    const encoding = encoder.encodeImages(tensors(400), { lane: "bulk", signal: stop.signal });
    stop.abort();
    await expect(encoding).rejects.toMatchObject({ code: "cancelled" });
    await expect(encoder.encodeTexts(["a"], { signal: stop.signal })).rejects.toMatchObject({ code: "cancelled" });
    expect(await encoder.encodeImages(tensors(1), { lane: "bulk" })).toHaveLength(1);
  });

  test.each<[string, Partial<ModelDescription>, string]>([
    ["an input of another name", { image: { input: "image" } }, "takes pixel_values, but model.json says image"],
    [
      "an output of another name",
      { image: { output: "image_embeds" } },
      "gives embedding, but model.json says image_embeds",
    ],
    ["other dimensions", { dimensions: 5 }, "gives float32 [1, 4] where model.json says float32 [n, 5]"],
  ])("says that model.json names %s", async (_, changes, message) => {
    const encoder = await openedWith({}, changes);
    await expect(encoder.encodeImages(tensors(1))).rejects.toMatchObject({
      code: "model_invalid",
      message: expect.stringContaining(message),
    });
  });

  test("of a folder whose graph is damaged opens, and says so when it is used", async () => {
    const folder = await writeTinyModel(temporaryFolder());
    rmSync(join(folder, "image.onnx.data"));
    const encoder = await opened(folder);
    await expect(encoder.encodeImages(tensors(1))).rejects.toMatchObject({ code: "model_invalid" });
    expect(await encoder.encodeTexts(["lesion"])).toHaveLength(1);
  });

  test("of no model folder does not open", async () => {
    await expect(createEncoder(temporaryFolder(), { compute })).rejects.toMatchObject({ code: "not_found" });
  });

  test("takes no call once it is closed, and leaves the threads to their owner", async () => {
    const encoder = await tinyEncoder();
    await encoder.encodeImages(tensors(1));
    await encoder.close();
    await expect(encoder.encodeImages(tensors(1))).rejects.toMatchObject({ code: "internal" });
    expect(await (await tinyEncoder()).encodeImages(tensors(1))).toHaveLength(1);
  });
});
