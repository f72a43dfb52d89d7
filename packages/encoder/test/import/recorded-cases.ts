import { readFileSync } from "node:fs";
import { drawnWeight } from "./drawn-weights.ts";
import type { DrawnTensor } from "./write-safetensors.ts";

/** A small model and what open_clip computes with it (recorded/record.py). */
export interface RecordedCase {
  name: string;
  model_cfg: {
    embed_dim: number;
    vision_cfg: { image_size: number };
    text_cfg: { context_length: number };
  } & Record<string, unknown>;
  tensors: Record<string, number[]>;
  texts: number[][];
  images: number[][];
  embeddings: number[][];
}

export const recordedCases = JSON.parse(
  readFileSync(new URL("recorded/embeddings.json", import.meta.url), "utf8"),
) as RecordedCase[];

/** The checkpoint of a recorded model. */
export function tensorsOf(recorded: RecordedCase): Record<string, DrawnTensor> {
  return Object.fromEntries(
    Object.entries(recorded.tensors).map(([name, shape]) => [name, { shape, values: drawnWeight(name, shape) }]),
  );
}

/** The greatest difference of any component. */
export function greatestDifference(found: readonly ArrayLike<number>[], wanted: readonly ArrayLike<number>[]): number {
  return Math.max(
    ...wanted.flatMap((row, index) =>
      Array.from(row, (value, column) => Math.abs(value - (found[index]?.[column] ?? Number.NaN))),
    ),
  );
}
