import { AppError, type CallOptions, type Filter, type VectorStore } from "@lesion-atlas/core";
import type { ClassifyAnswer } from "../answers/classify-answer.ts";
import type { ZeroShotClassifier } from "./classify.ts";

/** Images whose results are written at once. */
const batchSize = 1000;

/** The result of one image: every probability, the first of the largest, and the `top` most probable classes. */
export function resultOf(
  classifier: ZeroShotClassifier,
  image: { name: string; vector: Float32Array },
  top?: number,
): ClassifyAnswer["results"][number] {
  const probabilities = classifier.probabilities(image.vector);
  const predicted = classifier.classes[probabilities.indexOf(Math.max(...probabilities))];
  if (top === undefined) return { image: image.name, probabilities, predicted };
  const order = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a] || a - b).slice(0, top);
  const best = order.map((k) => ({ class: classifier.classes[k], probability: probabilities[k] }));
  return { image: image.name, probabilities, predicted, top: best };
}

/**
 * Classifies every stored image that passes a filter and has a vector of the model in use, by id ascending.
 *
 * @param asked.field also write the predicted class into `fields.NAME` of each image, and its probability, rounded to
 * hundredths, into `fields.NAME_probability`
 * @throws AppError `invalid_input` for a field's name that cannot be one, and what the store throws
 */
export async function* classifyStored(
  store: VectorStore,
  classifier: ZeroShotClassifier,
  asked: { filter?: Filter; field?: string; top?: number },
  options: CallOptions = {},
): AsyncGenerator<ClassifyAnswer["results"][number]> {
  const { filter, field, top } = asked;
  if (field !== undefined && !/^[\p{L}\p{N}_-]+$/u.test(field)) {
    throw new AppError("invalid_input", `${JSON.stringify(field)} is no field name: letters, digits, _ and - only`);
  }
  let batch: ClassifyAnswer["results"] = [];
  for await (const { id, vector } of store.scan({ ...options, filter, vectors: true })) {
    if (!vector) continue;
    const result = resultOf(classifier, { name: id, vector }, top);
    batch.push(result);
    if (field !== undefined && batch.length === batchSize) {
      await writeResults(store, batch, field, options);
      batch = [];
    } else if (field === undefined) batch = [];
    yield result;
  }
  if (field !== undefined) await writeResults(store, batch, field, options);
}

/** One write for all images of a class and a rounded probability. */
async function writeResults(
  store: VectorStore,
  results: ClassifyAnswer["results"],
  field: string,
  options: CallOptions,
): Promise<void> {
  const patches = new Map<string, { ids: string[]; patch: Record<string, string | number> }>();
  for (const { image, probabilities, predicted } of results) {
    const probability = Math.round(Math.max(...probabilities) * 100) / 100;
    const key = JSON.stringify([predicted, probability]);
    const patch = { [field]: predicted, [`${field}_probability`]: probability };
    const same = patches.get(key) ?? { ids: [], patch };
    same.ids.push(image);
    patches.set(key, same);
  }
  for (const { ids, patch } of patches.values()) await store.setFields(ids, patch, options);
}
