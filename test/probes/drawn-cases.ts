import { type ImageRecord, type Model, type VectorStore, imageId } from "@lesion-atlas/core";

/** One image to store: its record, and what its vector is drawn from. */
export interface DrawnCase {
  key: string;
  label: string;
  /** Images of one lesion have nearly one vector. */
  lesion: string;
  record?: Partial<ImageRecord>;
}

export const drawnModel: Model = {
  id: "drawn",
  fingerprint: "d".repeat(64),
  dimensions: 24,
  logitScale: 100,
  templates: [],
  hasText: false,
};

/** Fills a store with vectors that know the lesion well and its class a little. */
export async function storeDrawn(store: VectorStore, cases: readonly DrawnCase[], archive = "drawn"): Promise<void> {
  await store.useModel(drawnModel);
  await store.upsert(
    cases.map(({ key, label, lesion, record }) => ({
      record: {
        id: imageId(archive, key),
        archive,
        key,
        file: `images/${key}.jpg`,
        content_hash: hex(`content ${key}`, 64),
        perceptual_hash: hex(`look ${key}`, 16),
        width: 8,
        height: 8,
        byte_size: 100,
        lesion_id: lesion,
        ...record,
      },
      vector: { fingerprint: drawnModel.fingerprint, values: vectorOf(key, label, lesion) },
    })),
  );
}

function vectorOf(key: string, label: string, lesion: string): Float32Array {
  const [ofClass, ofLesion, ofImage] = [label, `lesion ${lesion}`, `image ${key}`].map((name) => drawn(name));
  const sum = ofClass.map((value, i) => 0.5 * value + ofLesion[i] + 0.25 * ofImage[i]);
  const length = Math.hypot(...sum);
  return Float32Array.from(sum, (value) => value / length);
}

/** Values from -0.5 to 0.5 that the name alone decides. */
function drawn(name: string, count = drawnModel.dimensions): number[] {
  let state = 7;
  for (const character of name) state = (state * 48271 + character.codePointAt(0)!) % 2147483647;
  for (let turn = 0; turn < 5; turn += 1) state = (state * 48271) % 2147483647;
  return Array.from({ length: count }, () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5);
}

function hex(name: string, digits: number): string {
  return drawn(name, digits)
    .map((value) => Math.floor((value + 0.5) * 16).toString(16))
    .join("");
}
