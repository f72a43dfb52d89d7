import { createCompute } from "@lesion-atlas/compute";
import type { StoredImage } from "@lesion-atlas/core";
import { createEncoder } from "@lesion-atlas/encoder";
import { createEmbeddedStore } from "@lesion-atlas/store";

/** What the store holds under a model, and the model's own text embeddings: all that a search is made of. */
export interface StoredVectors {
  images: readonly StoredImage[];
  texts: ReadonlyMap<string, Float32Array>;
  logitScale: number;
}

/** Reads every image with its vector, and encodes the texts. */
export async function storedVectors(
  storePath: string,
  modelFolder: string,
  texts: readonly string[],
): Promise<StoredVectors> {
  const compute = createCompute();
  const encoder = await createEncoder(modelFolder, { compute });
  const store = await createEmbeddedStore(storePath);
  try {
    await store.useModel(encoder.model);
    const images: StoredImage[] = [];
    for await (const image of store.scan({ vectors: true })) images.push(image);
    const vectors = await encoder.encodeTexts(texts);
    return {
      images,
      texts: new Map(texts.map((text, index) => [text, vectors[index]])),
      logitScale: encoder.model.logitScale,
    };
  } finally {
    await store.close();
    await encoder.close();
    await compute.close();
  }
}

/** The default templates' words round the term (DOMAIN.md, 6). */
const kinds = ["dermoscopy", "dermatoscopy", "skin image", "dermatology image"];

/** Every text whose embedding `bruteForce` needs for a term. */
export function promptsOf(term: string): string[] {
  return kinds.flatMap((kind) => [`This is ${kind} of ${term}`, `This is ${kind}`]);
}

/** The weighted sum of the terms' margin directions over the default templates, times the logit scale. */
export function queryVector({ texts, logitScale }: StoredVectors, terms: readonly { term: string; weight: number }[]) {
  const total = terms.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
  const query = new Float64Array([...texts.values()][0].length);
  for (const { term, weight } of terms) {
    for (const kind of kinds) {
      const prompt = texts.get(`This is ${kind} of ${term}`)!;
      const reference = texts.get(`This is ${kind}`)!;
      for (let i = 0; i < query.length; i += 1) {
        query[i] += (logitScale * weight * (prompt[i] - reference[i])) / (kinds.length * total);
      }
    }
  }
  return query;
}

/** Every image that passes, best first, with its cosine and its presence, by plain loops. */
export function bruteForce(
  { images }: StoredVectors,
  query: Float64Array,
  passes: (image: StoredImage) => boolean = () => true,
): { id: string; score: number; presence: number }[] {
  const length = Math.hypot(...query);
  return images
    .filter(passes)
    .map(({ id, vector }) => {
      const dot = query.reduce((sum, value, i) => sum + value * vector![i], 0);
      return { id, score: dot / length, presence: 1 / (1 + Math.exp(-dot)) };
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}
