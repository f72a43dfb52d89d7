import { isDeepStrictEqual } from "node:util";
import { AppError, type CallOptions, type Model, type VectorStore } from "@lesion-atlas/core";
import type { MovedStore } from "./moved-store.ts";

/** Images that are read back, with every model's vector. */
export const sampleSize = 200;
/**
 * Smallest cosine of a vector with its copy. float16 rounds a component by 2^-11 of its size at most, which leaves
 * 1 - 1e-6; two processors differ by less.
 */
const smallestCosine = 0.9999;

/** What was compared and found the same. */
export interface CopyCheck {
  images: number;
  vectors: number;
  /** Largest difference of one component of a vector and its copy: 0 where the bits are the same. */
  largestDifference: number;
}

/**
 * Compares counts, and the records, fields and vectors of some images.
 *
 * @param sample ids of the images to compare
 * @param merge the destination may hold more
 * @throws AppError `conflict` that says what differs
 */
export async function checkCopy(
  { from, to, sample, merge }: { from: MovedStore; to: MovedStore; sample: readonly string[]; merge: boolean },
  { signal }: CallOptions = {},
): Promise<CopyCheck> {
  const models = await from.store.models({ signal });
  await compareCounts(from, to, merge, { signal });
  let [vectors, largestDifference] = [0, 0];
  for (const model of models.length > 0 ? models.map((entry) => entry.model) : [undefined]) {
    const [originals, copies] = await Promise.all([read(from.store, model), read(to.store, model)]);
    originals.forEach((original, index) => {
      if (!original) return;
      const copy = copies[index];
      const { key, archive } = original.record;
      const differs = (what: string) =>
        new AppError("conflict", `${what} of ${archive}:${key} in ${to.name} is not that of ${from.name}: ${again}`);
      if (!isDeepStrictEqual(copy?.record, original.record)) throw differs("the record");
      if (!isDeepStrictEqual({ ...copy!.fields, ...original.fields }, copy!.fields)) throw differs("a field");
      if (!original.vector) return;
      if (!copy!.vector || cosine(original.vector, copy!.vector) < smallestCosine) {
        throw differs(`the vector of the model ${model!.id}`);
      }
      vectors += 1;
      original.vector.forEach((value, place) => {
        largestDifference = Math.max(largestDifference, Math.abs(value - copy!.vector![place]));
      });
    });
  }
  return { images: sample.length, vectors, largestDifference };

  async function read(store: VectorStore, model: Model | undefined) {
    if (model) await store.useModel(model, { signal });
    return store.get(sample, { vectors: true, signal });
  }
}

const again =
  "something else wrote meanwhile. Let nothing write, and run the same command again: it copies what is missing";

async function compareCounts(from: MovedStore, to: MovedStore, merge: boolean, { signal }: CallOptions): Promise<void> {
  const [images, copies, models, copied] = await Promise.all([
    from.store.count(undefined, { everyImage: true, signal }),
    to.store.count(undefined, { everyImage: true, signal }),
    from.store.models({ signal }),
    to.store.models({ signal }),
  ]);
  const compare = (what: string, wanted: number, found: number) => {
    if (found === wanted || (merge && found > wanted)) return;
    const counts = `${wanted.toLocaleString("en")} ${what}, and ${to.name} has ${found.toLocaleString("en")}`;
    throw new AppError("conflict", `${from.name} has ${counts}: ${again}`);
  };
  compare("images", images, copies);
  for (const { model, vectors } of models) {
    const copy = copied.find((entry) => entry.model.fingerprint === model.fingerprint);
    compare(`vectors of the model ${model.id}`, vectors, copy?.vectors ?? 0);
  }
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [product, ofA, ofB] = [0, 0, 0];
  a.forEach((value, place) => {
    product += value * b[place];
    ofA += value * value;
    ofB += b[place] * b[place];
  });
  return product / Math.sqrt(ofA * ofB);
}
