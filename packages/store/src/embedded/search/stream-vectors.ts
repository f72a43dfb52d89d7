import type { DatabaseSync } from "node:sqlite";
import type { RowChunk } from "@lesion-atlas/compute";
import type { KnownModel } from "../models/find-model.ts";
import { bytesOfVector } from "../models/vector-bytes.ts";
import { chunkRows, wholeProduct } from "./vector-memory.ts";

/**
 * The model's vectors from the file, a chunk at a time in the same memory. Images that no filter allows are left out.
 *
 * @param allowed for each filter one byte an image number; undefined where every image takes part
 * @param images is given the image number of each row
 */
export function* streamVectors(
  database: DatabaseSync,
  { vectors, dimensions }: KnownModel,
  allowed: readonly (Uint8Array | undefined)[],
  images: number[],
): Generator<RowChunk> {
  const values = new Float32Array(chunkRows * dimensions);
  const bytes = bytesOfVector(values);
  const rowBytes = dimensions * Float32Array.BYTES_PER_ELEMENT;
  const masks = allowed.map(() => new Uint8Array(chunkRows));
  let rows = 0;

  function piece(): RowChunk {
    const productRows = wholeProduct(rows);
    for (const mask of masks) mask.fill(0, rows);
    return {
      rows: { values, rows: productRows, columns: dimensions },
      firstRow: images.length - rows,
      allowed: masks.map((mask) => mask.subarray(0, productRows)),
    };
  }
  for (const { image, vector } of database.prepare(`SELECT image, vector FROM ${vectors}`).iterate()) {
    const number = image as number;
    if (!allowed.some((filter) => filter === undefined || filter[number] === 1)) continue;
    bytes.set(vector as Uint8Array, rows * rowBytes);
    masks.forEach((mask, index) => (mask[rows] = allowed[index]?.[number] ?? 1));
    images.push(number);
    rows++;
    if (rows === chunkRows) {
      yield piece();
      rows = 0;
    }
  }
  if (rows > 0) yield piece();
}
