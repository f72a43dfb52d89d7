import { createHash } from "node:crypto";
import type { Embedding, Encoder, Model } from "@lesion-atlas/core";

/** A vector of length 1 in the direction of `values`. */
export function unit(values: Iterable<number>): Float32Array {
  const vector = Float32Array.from(values);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/**
 * An encoder of words only: a text's vector is the sum of fixed random directions of its words, so that texts with
 * words in common are near each other. `batches` holds the texts of every call.
 */
export function createHashingEncoder(
  changes: Partial<Model> = {},
): Encoder & { batches: string[][]; of(text: string): Embedding } {
  const model: Model = {
    id: "hashing",
    fingerprint: "f".repeat(64),
    dimensions: 16,
    logitScale: 20,
    templates: [],
    hasText: true,
    ...changes,
  };
  const word = (name: string) =>
    [...createHash("sha512").update(name).digest()].slice(0, 16).map((byte) => byte / 127.5 - 1);
  const of = (text: string) =>
    unit(
      text
        .toLowerCase()
        .split(/\s+/)
        .map(word)
        .reduce((sum, next) => sum.map((value, i) => value + next[i])),
    );
  const batches: string[][] = [];
  return {
    model,
    batches,
    of,
    preprocess: () => Promise.reject(new Error("this encoder has no images")),
    encodeImages: () => Promise.reject(new Error("this encoder has no images")),
    encodeTexts: (batch) => {
      batches.push([...batch]);
      return Promise.resolve(batch.map(of));
    },
    close: () => Promise.resolve(),
  };
}
