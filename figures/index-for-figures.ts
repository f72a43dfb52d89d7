import { type Archive, type Encoder, type VectorStore } from "@lesion-atlas/core";
import { indexRange, openArchive } from "@lesion-atlas/indexer";
import { type IndexedArchive, inArchive } from "./scores.ts";

/**
 * Indexes an archive under its name, unless that was done before, with the product's own pipeline.
 *
 * @throws Error when an image is rejected: a figure over the rest would not be what it says
 */
export async function indexForFigures(
  { store, encoder }: { store: VectorStore; encoder: Encoder },
  name: string,
  location: string,
  say: (line: string) => void,
): Promise<{ indexed: IndexedArchive; archive: Archive }> {
  const archive = await openArchive(location);
  const outcome = await indexRange(
    { archive, archiveName: name, store, encoder },
    { onProgress: ({ done, total }) => say(`${name}: ${done} of ${total} indexed`) },
  );
  if (outcome.rejected > 0) throw new Error(`${name}: ${outcome.rejected} images were rejected`);
  const groups = new Map<string, string>();
  for await (const { record } of store.scan({ filter: inArchive(name) })) {
    groups.set(record.key, record.lesion_id ?? record.key);
  }
  return { indexed: { name, store, encoder, groups }, archive };
}

/** The vectors of some images, in the order of their keys. */
export async function vectorsOf({ store, name }: IndexedArchive, keys: readonly string[]): Promise<Float32Array[]> {
  const byKey = new Map<string, Float32Array>();
  for await (const { record, vector } of store.scan({ filter: inArchive(name), vectors: true })) {
    if (vector) byKey.set(record.key, vector);
  }
  return keys.map((key) => byKey.get(key)!);
}
