import { AppError, type CallOptions, type Filter, type VectorStore } from "@lesion-atlas/core";
import type { ClassifyAnswer } from "../answers/classify-answer.ts";
import type { ImageClassifier } from "../probe/probe-classifier.ts";

/** Images whose results are written at once. */
const batchSize = 1000;

/** The result of one image: every probability, the first of the largest, and the `top` most probable classes. */
export function resultOf(
  classifier: ImageClassifier,
  image: { name: string; vector: Float32Array },
  top?: number,
): ClassifyAnswer["results"][number] {
  const probabilities = classifier.probabilities(image.vector);
  const predicted = classifier.classes[probabilities.indexOf(Math.max(...probabilities))];
  const labels = classifier.multiLabel
    ? { labels: classifier.classes.filter((_, k) => probabilities[k] >= 0.5) }
    : undefined;
  if (top === undefined) return { image: image.name, probabilities, predicted, ...labels };
  const order = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a] || a - b).slice(0, top);
  const best = order.map((k) => ({ class: classifier.classes[k], probability: probabilities[k] }));
  return { image: image.name, probabilities, predicted, ...labels, top: best };
}

/**
 * Classifies every stored image that passes a filter and has a vector of the model in use, by id ascending.
 *
 * @param asked.after only images of a larger id: where an earlier call ended
 * @param asked.limit images at most
 * @param asked.field also write the predicted class into `fields.NAME` of each image, and its probability, rounded to
 * hundredths, into `fields.NAME_probability`
 * @throws AppError `invalid_input` for a field's name that cannot be one, and what the store throws
 */
export async function* classifyStored(
  store: VectorStore,
  classifier: ImageClassifier,
  asked: { filter?: Filter; field?: string; top?: number; after?: string; limit?: number },
  options: CallOptions = {},
): AsyncGenerator<ClassifyAnswer["results"][number]> {
  const { filter, field, top, after, limit = Infinity } = asked;
  if (field !== undefined) checkFieldName(field);
  let count = 0;
  let batch: ClassifyAnswer["results"] = [];
  for await (const { id, vector } of store.scan({ ...options, filter, after, vectors: true })) {
    if (!vector) continue;
    const result = resultOf(classifier, { name: id, vector }, top);
    batch.push(result);
    if (field !== undefined && batch.length === batchSize) {
      await writeResults(store, batch, field, options);
      batch = [];
    } else if (field === undefined) batch = [];
    yield result;
    count += 1;
    if (count >= limit) break;
  }
  if (field !== undefined) await writeResults(store, batch, field, options);
}

/** @throws AppError `invalid_input` for a name that a field cannot have. */
export function checkFieldName(field: string): void {
  if (/^[\p{L}\p{N}_-]{1,64}$/u.test(field)) return;
  throw new AppError(
    "invalid_input",
    `${JSON.stringify(field)} is no field name: letters, digits, _ and - only, 64 at most`,
  );
}

/**
 * Writes the predicted class into `fields.FIELD` of each image of some results, whose names are ids, and its
 * probability into `fields.FIELD_probability`; of several labels an image their list, or "none of them": one write for all images of a class and a rounded probability.
 */
export async function writeResults(
  store: VectorStore,
  results: ClassifyAnswer["results"],
  field: string,
  options: CallOptions,
): Promise<void> {
  const patches = new Map<string, { ids: string[]; patch: Record<string, string | number | string[]> }>();
  for (const { image, probabilities, predicted, labels } of results) {
    const probability = Math.round(Math.max(...probabilities) * 100) / 100;
    const value = labels === undefined ? predicted : labels.length > 0 ? labels : "none of them";
    const key = JSON.stringify([value, probability]);
    const patch = { [field]: value, [`${field}_probability`]: probability };
    const same = patches.get(key) ?? { ids: [], patch };
    same.ids.push(image);
    patches.set(key, same);
  }
  for (const { ids, patch } of patches.values()) await store.setFields(ids, patch, options);
}
