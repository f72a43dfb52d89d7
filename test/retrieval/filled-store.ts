import { type Catalog, type ImageRecord, type VectorStore, imageId } from "@lesion-atlas/core";
import { createEmbeddedCatalog, createEmbeddedStore } from "@lesion-atlas/store";
import { createHashingEncoder, unit } from "../../packages/analysis/test/hashing-encoder.ts";

export type HashingEncoder = ReturnType<typeof createHashingEncoder>;

/** An image to store: what it shows, in words that the hashing encoder knows, and what its record says. */
export interface Shown {
  key: string;
  /** Each word with how strongly it is in the picture. */
  words: Readonly<Record<string, number>>;
  record?: Partial<ImageRecord>;
}

/** A store in memory whose images are sums of the hashing encoder's words, so that words find what they name. */
export async function filledStore(
  images: readonly Shown[],
): Promise<{ store: VectorStore; encoder: HashingEncoder; catalog: Catalog; close(): Promise<void> }> {
  const encoder = createHashingEncoder();
  const store = await createEmbeddedStore(":memory:", {});
  const catalog = await createEmbeddedCatalog(":memory:");
  await store.useModel(encoder.model);
  await store.upsert(
    images.map(({ key, words, record }, index) => ({
      record: {
        id: imageId("drawn", key),
        archive: "drawn",
        key,
        file: `${key}.png`,
        content_hash: index.toString(16).padStart(64, "0"),
        perceptual_hash: index.toString(16).padStart(16, "0"),
        width: 8,
        height: 8,
        byte_size: 100,
        ...record,
      },
      vector: { fingerprint: encoder.model.fingerprint, values: vectorOf(encoder, words) },
    })),
  );
  return {
    store,
    encoder,
    catalog,
    async close() {
      await store.close();
      await catalog.close();
    },
  };
}

/** The unit sum of words, each as strong as it says. */
export function vectorOf(encoder: HashingEncoder, words: Readonly<Record<string, number>>): Float32Array {
  const sum = new Float32Array(encoder.model.dimensions);
  for (const [word, strength] of Object.entries(words)) {
    const vector = encoder.of(word);
    for (let i = 0; i < sum.length; i += 1) sum[i] += strength * vector[i];
  }
  return unit(sum);
}
