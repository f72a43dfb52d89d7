import { setImmediate } from "node:timers/promises";
import { type CallOptions, type Embedding, throwIfCancelled } from "@lesion-atlas/core";

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): picks, one after the other, the image of the largest
 * balance x score - (1 - balance) x (largest cosine with an image already picked). The first `count` picks are the same
 * whatever `count` is. Gives way to other work between picks.
 *
 * @param scores cosine with the query, best first
 * @param vectors unit vectors, one a score
 * @returns indices in the order of picking
 */
export async function diverseOrder(
  scores: readonly number[],
  vectors: readonly Embedding[],
  { count, balance = 0.5, signal }: CallOptions & { count: number; balance?: number },
): Promise<number[]> {
  const nearest = scores.map(() => Number.NEGATIVE_INFINITY);
  const left = new Set(scores.keys());
  const picked: number[] = [];
  while (picked.length < count && left.size > 0) {
    let [best, next] = [Number.NEGATIVE_INFINITY, -1];
    for (const index of left) {
      const value = picked.length === 0 ? scores[index] : balance * scores[index] - (1 - balance) * nearest[index];
      if (value > best) [best, next] = [value, index];
    }
    picked.push(next);
    left.delete(next);
    for (const index of left) nearest[index] = Math.max(nearest[index], dot(vectors[index], vectors[next]));
    await setImmediate();
    throwIfCancelled(signal);
  }
  return picked;
}

function dot(a: Embedding, b: Embedding): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}
