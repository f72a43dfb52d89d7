import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createExternalWeights, createGraphBuilder, encodeOnnxModel } from "@lesion-atlas/compute";
import { writeModelFile } from "../../src/models/write-model-file.ts";
import type { ModelDescription } from "../../src/models/model-file.ts";

/** Side of the images, in pixels. */
export const size = 8;
export const dimensions = 4;
const pixels = 3 * size * size;
const rows = 97;

/** Weights without a pattern, the same every time. */
export function weight(index: number): number {
  return Math.sin(1 + index * 12.9898) * 0.5;
}

/** An image tower that multiplies the pixels with a matrix, whose values lie in a file beside it. */
export async function writeImageGraph(folder: string): Promise<void> {
  const weights = await createExternalWeights(join(folder, "image.onnx.data"));
  const values = Float32Array.from({ length: pixels * dimensions }, (_, index) => weight(index));
  const place = await weights.append([new Uint8Array(values.buffer)], values.byteLength);
  await weights.close();
  const graph = createGraphBuilder("image");
  const input = graph.input("pixel_values", "float32", ["batch", 3, size, size]);
  const flat = graph.node("Flatten", [input]);
  const matrix = graph.constant("matrix", "float32", [pixels, dimensions], place);
  graph.output(graph.node("Gemm", [flat, matrix]), "embedding", "float32", ["batch", dimensions]);
  writeFileSync(join(folder, "image.onnx"), encodeOnnxModel(graph.build()));
}

/** What the image tower gives for one image, of unit length. */
export function expectedImage(tensor: Float32Array): number[] {
  return unit(
    Array.from({ length: dimensions }, (_, column) =>
      tensor.reduce((sum, value, row) => sum + value * Math.fround(weight(row * dimensions + column)), 0),
    ),
  );
}

export interface TextGraphOptions {
  /** Takes rows of this length only. */
  length?: number;
  /** With an attention mask the sum of all that it shows, else the sum up to the token of the largest id. */
  masked?: boolean;
}

/** A text tower that adds up a row of a table for each token. */
export function writeTextGraph(folder: string, { length, masked = false }: TextGraphOptions = {}): void {
  const graph = createGraphBuilder("text");
  const ids = graph.input("input_ids", "int64", ["batch", length ?? "length"]);
  const table = graph.floats(
    Float32Array.from({ length: rows * dimensions }, (_, index) => weight(index)),
    [rows, dimensions],
  );
  const words = graph.node("Gather", [table, graph.node("Mod", [ids, graph.integers([rows], [])])]);
  const sum = masked ? maskedSum(words) : sumToLargest(words);
  graph.output(sum, "embedding", "float32", ["batch", dimensions]);
  writeFileSync(join(folder, "text.onnx"), encodeOnnxModel(graph.build()));

  function maskedSum(words: string): string {
    const mask = graph.input("attention_mask", "int64", ["batch", "length"]);
    const shown = graph.node("Unsqueeze", [mask, graph.integers([2])]);
    const factors = graph.node("Cast", [shown], { attributes: { to: { int: 1 } } });
    const products = graph.node("Mul", [words, factors]);
    return graph.node("ReduceSum", [products, graph.integers([1])], { attributes: { keepdims: { int: 0 } } });
  }

  function sumToLargest(words: string): string {
    const sums = graph.node("CumSum", [words, graph.integers([1], [])]);
    const place = graph.node("ArgMax", [ids], { attributes: { axis: { int: 1 }, keepdims: { int: 1 } } });
    return graph.node("GatherND", [sums, place], { attributes: { batch_dims: { int: 1 } } });
  }
}

/** What the text tower gives for one text of these ids, of unit length. */
export function expectedText(ids: ArrayLike<number>): number[] {
  return unit(
    Array.from({ length: dimensions }, (_, column) =>
      Array.from(ids).reduce((sum, id) => sum + Math.fround(weight((id % rows) * dimensions + column)), 0),
    ),
  );
}

export const description: ModelDescription = {
  id: "tiny",
  dimensions,
  preprocessing: { size },
  text: {},
  logit_scale: 20,
  templates: ["a photo of {}"],
  license: "MIT",
};

/** A whole model folder, made in a folder that need not exist. */
export async function writeTinyModel(folder: string, changes: Partial<ModelDescription> = {}): Promise<string> {
  mkdirSync(folder, { recursive: true });
  await writeImageGraph(folder);
  writeTextGraph(folder);
  await writeModelFile(folder, { ...description, ...changes });
  return folder;
}

function unit(values: readonly number[]): number[] {
  const norm = Math.hypot(...values);
  return values.map((value) => value / norm);
}
