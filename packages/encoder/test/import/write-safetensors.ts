import { writeFile } from "node:fs/promises";
import { bytesOf, safetensorsBytes } from "../checkpoint/write-safetensors.ts";

/** One tensor of a checkpoint that a test writes. */
export interface DrawnTensor {
  shape: readonly number[];
  values: Float32Array;
}

/** Writes float32 tensors as a safetensors file. */
export async function writeSafetensors(path: string, tensors: Readonly<Record<string, DrawnTensor>>): Promise<void> {
  const entries = Object.entries(tensors).map(
    ([name, { shape, values }]) => [name, { dtype: "F32", shape, bytes: bytesOf(values) }] as const,
  );
  await writeFile(path, safetensorsBytes(Object.fromEntries(entries)));
}
