import type { ModelSession, Tensor } from "@lesion-atlas/compute";

/** The embeddings of texts, padded with 0 to `length`. */
export async function encodeRows(session: ModelSession, texts: number[][], length: number): Promise<Float32Array[]> {
  const ids = texts.flatMap((text) => Array.from({ length }, (_, place) => BigInt(text[place] ?? 0)));
  const input = { type: "int64" as const, values: BigInt64Array.from(ids), shape: [texts.length, length] };
  return rowsOf((await session.run({ input_ids: input })).embedding);
}

/** The rows of a matrix. */
export function rowsOf({ values, shape: [rows, columns] }: Tensor): Float32Array[] {
  if (!(values instanceof Float32Array)) throw new TypeError("an embedding is float32");
  return Array.from({ length: rows }, (_, row) => values.subarray(row * columns, (row + 1) * columns));
}
