import { type VectorStore, asAppError } from "@lesion-atlas/core";
import { percentile } from "../qdrant/percentile.ts";
import { point } from "./cluster-points.ts";

/** What one searcher saw. */
export interface SearchLog {
  searches: number;
  /** Searches that threw. */
  failed: number;
  /** Searches whose first hit was not the image that was asked with. */
  wrong: number;
  p50Ms: number;
  p95Ms: number;
  slowestMs: number;
  /** What the failures said, each once. */
  complaints: string[];
}

/**
 * Searches one image after the other, each with its own vector, which must find it first, for as long as `work` runs and
 * at least `leastMs`.
 */
export async function searchMeanwhile(
  store: VectorStore,
  images: number,
  work: () => Promise<unknown>,
  leastMs = 5000,
): Promise<SearchLog> {
  const times: number[] = [];
  const complaints = new Set<string>();
  let [failed, wrong] = [0, 0];
  const state = { working: true };
  const worked = work().finally(() => (state.working = false));
  worked.catch(() => {});
  const end = performance.now() + leastMs;
  for (let n = 0; state.working || performance.now() < end; n++) {
    const { record, vector } = point((n * 7919) % images);
    const before = performance.now();
    try {
      const [hits] = await store.search([{ vector: vector!.values, limit: 10 }]);
      if (hits[0]?.id !== record.id) wrong++;
    } catch (thrown) {
      failed++;
      complaints.add(asAppError(thrown).message);
    }
    times.push(performance.now() - before);
  }
  await worked;
  return {
    searches: times.length,
    failed,
    wrong,
    p50Ms: percentile(times, 50),
    p95Ms: percentile(times, 95),
    slowestMs: Math.max(...times),
    complaints: [...complaints],
  };
}
