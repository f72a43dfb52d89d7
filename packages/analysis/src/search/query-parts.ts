import { AppError, type CallOptions, type Embedding, type Encoder, type VectorStore } from "@lesion-atlas/core";
import { type AskedConcept, askWords } from "../presence/ask-words.ts";
import type { PresenceQuery } from "../presence/presence-query.ts";

/**
 * What is looked for. Words alone have a presence; everything else, and words with anything else, have a score only.
 * A weight is 1 unless given.
 */
export type QueryPart =
  | { kind: "words"; concepts: readonly AskedConcept[]; weight?: number }
  /** A stored image, by id. */
  | { kind: "image"; id: string; weight?: number }
  /** An uploaded photograph's embedding, or a vector of the caller's; `model.dimensions` long, of any length but zero. */
  | { kind: "vector"; vector: Float32Array; weight?: number }
  /** Stored images, by id, that were judged right and wrong. */
  | { kind: "examples"; plus: readonly string[]; minus?: readonly string[] };

/** Weights of Rocchio's formula (Manning, Raghavan and Schuetze 2008, 9.1.1, their reasonable values). */
export const rocchio = { query: 1, plus: 0.75, minus: 0.15 } as const;

/** The one vector that a store is asked for. */
export interface ResolvedQuery {
  vector: Float32Array;
  /** Of a query of words alone. */
  presence?: PresenceQuery;
  /** Ids that the query is made of, which are no answer to it. */
  without: string[];
  /** How the vector was made, for the answer. */
  made: string;
}

/**
 * One vector of all parts: each part is brought to unit length, multiplied by its weight and added. Examples follow
 * Rocchio: 1 x (the other parts) + 0.75 x (mean of plus) - 0.15 x (mean of minus).
 *
 * @throws AppError `not_found` for an image that is not stored, `model_mismatch` for one without a vector of the model;
 * `invalid_input` for no part, minus examples alone, a weight that is no number or 0, a vector of another length, and
 * parts that cancel out; what `askWords` throws.
 */
export async function resolveParts(
  { store, encoder }: { store: VectorStore; encoder: Encoder },
  parts: readonly QueryPart[],
  options: CallOptions = {},
): Promise<ResolvedQuery> {
  const [only] = parts;
  if (!only) throw new AppError("invalid_input", "say what to search for: words, an image, a vector or examples");
  if (parts.length === 1 && only.kind === "words" && (only.weight ?? 1) > 0) {
    const presence = await askWords(encoder, only.concepts, options);
    return { vector: presence.vector, presence, without: [], made: "words" };
  }
  const { dimensions } = encoder.model;
  const base = new Float64Array(dimensions);
  const feedback = new Float64Array(dimensions);
  const without: string[] = [];
  const made: string[] = [];
  for (const part of parts) {
    if (part.kind === "examples") {
      const { plus, minus = [] } = part;
      if (plus.length === 0 && parts.length === 1) {
        throw new AppError(
          "invalid_input",
          "minus examples alone point nowhere: add a plus example, words or an image",
        );
      }
      without.push(...plus, ...minus);
      await addMean(plus, rocchio.plus);
      await addMean(minus, -rocchio.minus);
      continue;
    }
    const weight = part.weight ?? 1;
    if (!Number.isFinite(weight) || weight === 0) {
      throw new AppError("invalid_input", "the weight of a part must be a number other than 0");
    }
    add(base, unitOf(await vectorOf(part)), weight * rocchio.query);
    if (part.kind === "image") without.push(part.id);
    made.push(`${weight} x ${part.kind}`);
  }
  const vector = Float32Array.from(base, (value, i) => value + feedback[i]);
  if (Math.hypot(...vector) < 1e-4) {
    throw new AppError("invalid_input", "the parts of the query cancel out: change a part or a weight");
  }
  return { vector, without, made: made.join(" + ").replaceAll("+ -", "- ") };

  async function vectorOf(part: Exclude<QueryPart, { kind: "examples" }>): Promise<ArrayLike<number>> {
    if (part.kind === "words") return (await askWords(encoder, part.concepts, options)).vector;
    if (part.kind === "vector") return checked(part.vector);
    return (await storedVectors([part.id]))[0];
  }

  async function addMean(ids: readonly string[], weight: number): Promise<void> {
    if (ids.length === 0) return;
    for (const vector of await storedVectors(ids)) add(feedback, vector, weight / ids.length);
    made.push(`${weight} x mean of ${ids.length} ${ids.length === 1 ? "example" : "examples"}`);
  }

  async function storedVectors(ids: readonly string[]): Promise<Embedding[]> {
    const images = await store.get(ids, { ...options, vectors: true });
    return images.map((image, index) => {
      if (!image) throw new AppError("not_found", `no stored image has the id ${ids[index]}`);
      if (image.vector) return image.vector;
      throw new AppError("model_mismatch", `the model ${encoder.model.id} has no vector of ${ids[index]}`);
    });
  }

  function checked(vector: Float32Array): Float32Array {
    if (vector.length === dimensions && vector.every(Number.isFinite) && vector.some((value) => value !== 0))
      return vector;
    throw new AppError(
      "invalid_input",
      `a vector of the model ${encoder.model.id} has ${dimensions} finite numbers that are not all 0; this one has ${vector.length}`,
    );
  }
}

function unitOf(vector: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(vector);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

function add(sum: Float64Array, vector: ArrayLike<number>, factor: number): void {
  for (let i = 0; i < sum.length; i += 1) sum[i] += factor * vector[i];
}
