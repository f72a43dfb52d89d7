import type { DatabaseSync } from "node:sqlite";
import type { RowChunk } from "@lesion-atlas/compute";
import type { KnownModel } from "../models/find-model.ts";
import { bytesOfVector } from "../models/vector-bytes.ts";

/** Rows of one piece; their memory is used again for the next. */
const pieceRows = 2_048;

/**
 * The model's vectors from the file, a piece at a time. Images that no filter allows are left out.
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
  const values = new Float32Array(pieceRows * dimensions);
  const bytes = bytesOfVector(values);
  const rowBytes = dimensions * Float32Array.BYTES_PER_ELEMENT;
  const masks = allowed.map((filter) => filter && new Uint8Array(pieceRows));
  let rows = 0;

  const piece = (): RowChunk => ({
    rows: { values, rows, columns: dimensions },
    firstRow: images.length - rows,
    allowed: masks.map((mask) => mask?.subarray(0, rows)),
  });
  for (const { image, vector } of database.prepare(`SELECT image, vector FROM ${vectors}`).iterate()) {
    const number = image as number;
    if (!allowed.some((filter) => filter === undefined || filter[number] === 1)) continue;
    bytes.set(vector as Uint8Array, rows * rowBytes);
    masks.forEach((mask, index) => mask && (mask[rows] = allowed[index]![number]));
    images.push(number);
    rows++;
    if (rows === pieceRows) {
      yield piece();
      rows = 0;
    }
  }
  if (rows > 0) yield piece();
}
