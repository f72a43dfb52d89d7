import { cleanText } from "./clean-text.ts";
import type { TextCleaning } from "./clean-text.ts";
import { clipVocabulary } from "./clip-vocabulary.ts";
import { mergePairs } from "./merge-pairs.ts";
import type { Tokenizer } from "./tokenizer.ts";

const clipContextLength = 77;
const rememberedWords = 20_000;

export interface ClipTokenizerOptions {
  /** The longest row, at least 2. Default 77. */
  contextLength?: number;
  /** Default `lower`; a few of open_clip's configurations name another. */
  cleaning?: TextCleaning;
}

/**
 * CLIP's tokenizer, byte-level BPE over 49,408 tokens, as open_clip 3.3.0 has it by default (`SimpleTokenizer`,
 * `clean="lower"`): the same ids for the same text, up to characters that are newer than the Unicode version of one
 * of the two.
 */
export function createClipTokenizer(options: ClipTokenizerOptions = {}): Tokenizer {
  const { contextLength = clipContextLength, cleaning = "lower" } = options;
  const vocabulary = clipVocabulary();
  const { beginToken, endToken } = vocabulary;
  const tokensOfWord = new Map<string, readonly number[]>([
    ["<start_of_text>", [beginToken]],
    ["<end_of_text>", [endToken]],
  ]);
  const specialWords = tokensOfWord.size;

  function encodeWord(word: string): readonly number[] {
    const known = tokensOfWord.get(word);
    if (known) return known;
    const tokens = mergePairs(word, vocabulary);
    if (tokensOfWord.size < rememberedWords + specialWords) tokensOfWord.set(word, tokens);
    return tokens;
  }

  function encodeText(text: string): Int32Array {
    const row = [beginToken];
    for (const [word] of cleanText(text, cleaning).matchAll(words)) {
      for (const token of encodeWord(word)) row.push(token);
      if (row.length >= contextLength) break;
    }
    row.splice(contextLength - 1, Number.POSITIVE_INFINITY, endToken);
    return Int32Array.from(row);
  }

  return { contextLength, padToken: 0, encode: (texts) => texts.map(encodeText) };
}

/**
 * The two special words, English contractions, runs of letters, single digits, runs of anything else but spaces. It
 * meets clean text only: lower case, no whitespace but the space. What open_clip's pattern does for ignoring case is
 * written out: the long s counts as an s, and U+0345 (a mark whose capital is a letter) matches nothing.
 */
const words = /<[sſ]tart_of_text>|<end_of_text>|'[sſ]|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^ \p{L}\p{N}\u0345]+/gu;
