import type { StoredImage, VectorStore } from "@lesion-atlas/core";

/** Everything the store has, by key, with the vectors of the model in use. */
export async function storedImages(store: VectorStore): Promise<Map<string, StoredImage>> {
  const images = new Map<string, StoredImage>();
  for await (const image of store.scan({ everyImage: true, vectors: true })) {
    if (images.has(image.record.key)) throw new Error(`${image.record.key} is stored twice`);
    images.set(image.record.key, image);
  }
  return new Map([...images].sort(([a], [b]) => (a < b ? -1 : 1)));
}
