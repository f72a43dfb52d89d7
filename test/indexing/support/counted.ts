import type { Archive, Encoder, VectorStore } from "@lesion-atlas/core";

/** How often the parts of a run were called. */
export interface Calls {
  reads: string[];
  decoded: number;
  encoded: number;
  written: number;
}

/** The same parts, counting what they are asked for. */
export function counted<Parts extends { archive: Archive; encoder: Encoder; store: VectorStore }>(
  parts: Parts,
): Parts & { calls: Calls } {
  const calls: Calls = { reads: [], decoded: 0, encoded: 0, written: 0 };
  const { archive, encoder, store } = parts;
  return {
    ...parts,
    calls,
    archive: {
      ...archive,
      bytes(key, options) {
        calls.reads.push(key);
        return archive.bytes(key, options);
      },
    },
    encoder: {
      ...encoder,
      preprocess(bytes, options) {
        calls.decoded++;
        return encoder.preprocess(bytes, options);
      },
      encodeImages(batch, options) {
        calls.encoded += batch.length;
        return encoder.encodeImages(batch, options);
      },
    },
    store: {
      ...store,
      upsert(points, options) {
        calls.written += points.length;
        return store.upsert(points, options);
      },
    },
  };
}
