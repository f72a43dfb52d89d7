import { setTimeout as pause } from "node:timers/promises";
import { collectionOf } from "./open-qdrant.ts";

const [lookEveryMs, calmLooks, smallestShare] = [500, 6, 0.8];

interface CollectionState {
  status: string;
  points_count: number;
  indexed_vectors_count: number;
}

/**
 * Waits until a collection of the adapter is green and its vectors are in a graph. It may be green for a moment between two
 * steps of the optimizer: it must be so for three seconds. Segments too small for a graph stay without one.
 *
 * @param vectors of all models together
 * @returns share of the vectors that are in a graph
 * @throws Error when it is not so after `limitMs`
 */
export async function waitUntilIndexed(url: string, vectors: number, limitMs = 1_200_000): Promise<number> {
  const end = performance.now() + limitMs;
  for (let calm = 0; ; await pause(lookEveryMs)) {
    const response = await fetch(`${url}/collections/${collectionOf()}`);
    const { result } = (await response.json()) as { result: CollectionState };
    const share = result.indexed_vectors_count / vectors;
    calm = result.status === "green" && share >= smallestShare ? calm + 1 : 0;
    if (calm >= calmLooks) return share;
    if (performance.now() > end) throw new Error(`not indexed after ${limitMs / 1000} s: ${JSON.stringify(result)}`);
  }
}
