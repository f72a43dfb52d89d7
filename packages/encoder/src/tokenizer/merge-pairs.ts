import { pairKey } from "./clip-vocabulary.ts";
import type { ClipVocabulary } from "./clip-vocabulary.ts";

/**
 * Byte-pair encoding of one word: as long as any neighbours have a merge, the earliest learned one is made everywhere
 * in the word, from left to right.
 *
 * @param word not empty. @returns its token ids, the last one ending the word.
 */
export function mergePairs(word: string, vocabulary: ClipVocabulary): number[] {
  const bytes = Buffer.from(word, "utf8");
  let tokens = Array.from(bytes, (byte) => vocabulary.byteToken[byte]);
  tokens[tokens.length - 1] = vocabulary.finalByteToken[bytes[bytes.length - 1]];
  while (tokens.length > 1) {
    const best = earliestMerge(tokens, vocabulary);
    if (best === undefined) break;
    tokens = mergeEverywhere(tokens, best);
  }
  return tokens;
}

interface Merge {
  left: number;
  right: number;
  token: number;
}

function earliestMerge(tokens: readonly number[], { merges }: ClipVocabulary): Merge | undefined {
  let best: Merge | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (let index = 1; index < tokens.length; index += 1) {
    const found = merges.get(pairKey(tokens[index - 1], tokens[index]));
    if (found && found.rank < bestRank) {
      bestRank = found.rank;
      best = { left: tokens[index - 1], right: tokens[index], token: found.token };
    }
  }
  return best;
}

function mergeEverywhere(tokens: readonly number[], { left, right, token }: Merge): number[] {
  const merged: number[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const isPair = tokens[index] === left && tokens[index + 1] === right;
    merged.push(isPair ? token : tokens[index]);
    if (isPair) index += 1;
  }
  return merged;
}
