import { searchByWords, textConcept } from "@lesion-atlas/analysis";
import { type Filter, type VectorStore, type Encoder, auroc } from "@lesion-atlas/core";
import type { Labels } from "./labels.ts";

/** An archive of which every image has a vector of the encoder's model. */
export interface IndexedArchive {
  name: string;
  store: VectorStore;
  encoder: Encoder;
  /** Key -> lesion, else the key itself: what the bootstrap draws. */
  groups: ReadonlyMap<string, string>;
}

/** The filter of one archive's images. */
export function inArchive(name: string): Filter {
  return { must: [{ key: "archive", match: { value: name } }] };
}

/**
 * The score of every image of an archive for a text, as `lesion search TEXT` orders them.
 *
 * @returns key -> score
 */
export async function scoresOf(
  { name, store, encoder }: IndexedArchive,
  text: string,
): Promise<ReadonlyMap<string, number>> {
  const answer = await searchByWords(
    { store, encoder },
    { concepts: [textConcept(text)], filter: inArchive(name), limit: 10_000 },
  );
  return new Map(answer.hits.map((hit) => [hit.key, hit.score]));
}

/** Cases of a two-class measure, in one order. */
export interface Cases {
  keys: readonly string[];
  positive: readonly boolean[];
  groups: readonly string[];
}

export function casesOf(labels: Labels, groups: ReadonlyMap<string, string>): Cases {
  const keys = [...labels.keys()].filter((key) => groups.has(key)).sort();
  return {
    keys,
    positive: keys.map((key) => labels.get(key)!),
    groups: keys.map((key) => groups.get(key)!),
  };
}

/** @param scores of each case; @param among indices of cases, with repetitions */
export function aurocAmong(scores: readonly number[], positive: readonly boolean[], among: readonly number[]): number {
  return auroc(
    among.map((index) => scores[index]),
    among.map((index) => positive[index]),
  );
}
