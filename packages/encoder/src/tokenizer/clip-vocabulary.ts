import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { bytesInTokenOrder, characterOfByte } from "./byte-symbols.ts";

/** CLIP's 49,408 tokens: 256 bytes, the same at the end of a word, one for each merge, begin and end. */
export interface ClipVocabulary {
  /** The id of a byte inside a word. */
  byteToken: Int32Array;
  /** The id of a byte that ends a word. */
  finalByteToken: Int32Array;
  /** From `pairKey(left, right)` to what the two become and how early (a smaller rank first). */
  merges: ReadonlyMap<number, { rank: number; token: number }>;
  beginToken: number;
  endToken: number;
}

const endOfWord = "</w>";
let vocabulary: ClipVocabulary | undefined;

/** One number for two token ids below 2^16. */
export function pairKey(left: number, right: number): number {
  return left * 65536 + right;
}

/** Reads the 48,894 merges that lie beside the package (a quarter of a megabyte), once a process. */
export function clipVocabulary(): ClipVocabulary {
  vocabulary ??= buildVocabulary(readMerges());
  return vocabulary;
}

function readMerges(): string[] {
  const packed = readFileSync(new URL("../../assets/clip-merges.txt.gz", import.meta.url));
  return gunzipSync(packed).toString("utf8").trimEnd().split("\n");
}

function buildVocabulary(lines: readonly string[]): ClipVocabulary {
  const inside = bytesInTokenOrder.map((byte) => characterOfByte[byte]);
  const names = [...inside, ...inside.map((name) => name + endOfWord), ...lines.map((line) => line.replace(" ", ""))];
  const tokenOf = new Map(names.map((name, token) => [name, token]));
  const tokenOfByte = (suffix: string) =>
    Int32Array.from(characterOfByte, (character) => tokenOf.get(character + suffix) ?? 0);
  const merges = new Map<number, { rank: number; token: number }>();
  for (const [rank, line] of lines.entries()) {
    const [left, right] = line.split(" ").map((name) => tokenOf.get(name) ?? 0);
    merges.set(pairKey(left, right), { rank, token: tokenOf.get(line.replace(" ", "")) ?? 0 });
  }
  return {
    byteToken: tokenOfByte(""),
    finalByteToken: tokenOfByte(endOfWord),
    merges,
    beginToken: names.length,
    endToken: names.length + 1,
  };
}
