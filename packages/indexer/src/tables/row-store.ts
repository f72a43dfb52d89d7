/** Rows of text cells as UTF-8 in a few large buffers: some 12 bytes more than the text itself a row. */
export interface RowStore {
  add(cells: readonly string[]): void;
  cells(row: number): readonly string[];
  count(): number;
}

const separator = "\u001f";
const chunkBytes = 2 ** 20;

/** Opens an empty store. A unit separator (U+001F) inside a cell becomes a space. */
export function createRowStore(): RowStore {
  const chunks: Buffer[] = [];
  const chunkOf: number[] = [];
  const startOf: number[] = [];
  const endOf: number[] = [];
  let used = chunkBytes;
  return {
    add(cells) {
      const text = cells
        .map((cell) => (cell.includes(separator) ? cell.replaceAll(separator, " ") : cell))
        .join(separator);
      const length = Buffer.byteLength(text);
      if (chunks.length === 0 || used + length > chunks[chunks.length - 1].length) {
        chunks.push(Buffer.allocUnsafeSlow(Math.max(chunkBytes, length)));
        used = 0;
      }
      chunkOf.push(chunks.length - 1);
      startOf.push(used);
      used += chunks[chunks.length - 1].write(text, used);
      endOf.push(used);
    },
    cells(row) {
      return chunks[chunkOf[row]].toString("utf8", startOf[row], endOf[row]).split(separator);
    },
    count: () => chunkOf.length,
  };
}
