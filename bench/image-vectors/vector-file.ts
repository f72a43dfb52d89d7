import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";

/** Rows that lie whole in a file of raw float32 rows; 0 where there is no file. */
export function rowsIn(file: string, dimensions: number): number {
  return existsSync(file) ? Math.floor(statSync(file).size / (4 * dimensions)) : 0;
}

/**
 * Reads rows of raw float32.
 *
 * @throws Error when there are fewer
 */
export function readRows(file: string, dimensions: number, first: number, count: number): Float32Array[] {
  const rowBytes = 4 * dimensions;
  const bytes = new Uint8Array(count * rowBytes);
  const descriptor = openSync(file, "r");
  let read = 0;
  while (read < bytes.length) {
    const more = readSync(descriptor, bytes, read, bytes.length - read, first * rowBytes + read);
    if (more === 0) break;
    read += more;
  }
  closeSync(descriptor);
  if (read < bytes.length) throw new Error(`${file} holds fewer than ${first + count} rows of ${dimensions}`);
  return Array.from({ length: count }, (_, row) => new Float32Array(bytes.buffer, row * rowBytes, dimensions));
}
