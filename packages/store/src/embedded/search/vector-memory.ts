import type { DatabaseSync } from "node:sqlite";
import { AppError } from "@lesion-atlas/core";
import type { Matrix } from "@lesion-atlas/compute";
import { rowCount } from "../images/read-images.ts";
import type { KnownModel } from "../models/find-model.ts";
import { bytesOfVector } from "../models/vector-bytes.ts";

/** Rows of one chunk: a product has its threads meet once at its end, and many small ones would make them wait often. */
export const chunkRows = 16_384;

/**
 * A product is always made of a multiple of so many rows, also where the last ones are not in use: with other numbers of
 * rows, equal rows do not get equal products (measured with onnxruntime 1.30 on 1 to 16 threads).
 */
const productRows = 2_048;

/** @returns the rows that a product of `rows` rows is made of, chunkRows at most */
export function wholeProduct(rows: number): number {
  return Math.ceil(rows / productRows) * productRows;
}

/** One model's vectors in memory, as of a numbered write. */
export interface VectorMemory {
  /** Number of the last write that is in it. */
  change: number;
  /** Rows in use, tombstones among them. */
  rows: number;
  /** Image number of each row of each chunk; 0 is a tombstone, or a row that was never in use. */
  images: Uint32Array;
  /** Rows of tombstones, to be used again. */
  free: number[];
  chunks(): Generator<{ rows: Matrix; firstRow: number }>;
  /**
   * Brings it to what the database holds now: removed images become tombstones, changed vectors are overwritten, new
   * ones fill the tombstones and then the end.
   *
   * @param change number of the last write in the open transaction
   * @throws AppError `too_large` when the vectors need more than `bound` bytes
   */
  refresh(database: DatabaseSync, change: number, bound: number): void;
}

/** Empty; the first `refresh` loads it. */
export function createVectorMemory(model: KnownModel): VectorMemory {
  const { dimensions, vectors } = model;
  const chunkValues: Float32Array[] = [];
  const rowOf = new Map<number, number>();

  function place(image: number): number {
    const known = rowOf.get(image);
    if (known !== undefined) return known;
    const row = memory.free.pop() ?? memory.rows++;
    if (row === chunkValues.length * chunkRows) {
      chunkValues.push(new Float32Array(chunkRows * dimensions));
      const images = new Uint32Array(chunkValues.length * chunkRows);
      images.set(memory.images);
      memory.images = images;
    }
    memory.images[row] = image;
    rowOf.set(image, row);
    return row;
  }

  function bury(image: number): void {
    const row = rowOf.get(image);
    if (row === undefined) return;
    rowOf.delete(image);
    memory.images[row] = 0;
    memory.free.push(row);
  }

  function write(image: number, bytes: Uint8Array): void {
    const row = place(image);
    const chunk = bytesOfVector(chunkValues[Math.floor(row / chunkRows)]);
    chunk.set(bytes, (row % chunkRows) * dimensions * Float32Array.BYTES_PER_ELEMENT);
  }

  const memory: VectorMemory = {
    change: 0,
    rows: 0,
    images: new Uint32Array(0),
    free: [],
    *chunks() {
      for (const [chunk, values] of chunkValues.entries()) {
        const firstRow = chunk * chunkRows;
        const rows = wholeProduct(Math.min(chunkRows, memory.rows - firstRow));
        yield { rows: { values, rows, columns: dimensions }, firstRow };
      }
    },
    refresh(database, change, bound) {
      if (change === memory.change) return;
      const since = memory.change;
      if (since === 0) checkBound(rowCount(database, vectors), dimensions, bound);
      for (const { image } of database.prepare("SELECT image FROM deletions WHERE change > ?").iterate(since)) {
        bury(image as number);
      }
      const changed = database.prepare(`SELECT image, vector FROM ${vectors} ${since > 0 ? "WHERE change > ?" : ""}`);
      for (const { image, vector } of changed.iterate(...(since > 0 ? [since] : []))) {
        write(image as number, vector as Uint8Array);
      }
      if (since > 0) checkBound(memory.rows - memory.free.length, dimensions, bound);
      memory.change = change;
    },
  };
  return memory;
}

function checkBound(count: number, dimensions: number, bound: number): void {
  const bytes = count * dimensions * Float32Array.BYTES_PER_ELEMENT;
  if (bytes <= bound) return;
  throw new AppError(
    "too_large",
    `${count.toLocaleString("en")} vectors of ${dimensions} need ${gib(bytes)} of memory, and the store may use ` +
      `${gib(bound)}: move to Qdrant (--store qdrant:http://HOST:6333)`,
  );
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(bytes < 2 ** 30 ? 3 : 1)} GiB`;
}
