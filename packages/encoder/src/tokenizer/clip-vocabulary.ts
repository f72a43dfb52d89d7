import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
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
/** A few milliseconds' work. */
const mergesAtOnce = 2000;
let vocabulary: ClipVocabulary | undefined;

/** One number for two token ids below 2^16. */
export function pairKey(left: number, right: number): number {
  return left * 65536 + right;
}

/** Reads the 48,894 merges that lie beside the package (a quarter of a megabyte), once a process. */
export function clipVocabulary(): ClipVocabulary {
  if (vocabulary) return vocabulary;
  const steps = buildVocabulary(readMerges());
  let step = steps.next();
  while (!step.done) step = steps.next();
  return (vocabulary = step.value);
}

/** Does the same between the other work of the thread, which it would hold up for a tenth of a second at once. */
export async function loadClipVocabulary(options: CallOptions = {}): Promise<void> {
  if (vocabulary) return;
  const steps = buildVocabulary(readMerges());
  let step = steps.next();
  while (!step.done) {
    await setImmediate();
    throwIfCancelled(options.signal);
    step = steps.next();
  }
  vocabulary = step.value;
}

function readMerges(): string[] {
  const packed = readFileSync(new URL("../../assets/clip-merges.txt.gz", import.meta.url));
  return gunzipSync(packed).toString("utf8").trimEnd().split("\n");
}

/** Pauses after some milliseconds of work each. */
function* buildVocabulary(lines: readonly string[]): Generator<void, ClipVocabulary> {
  const tokenOf = new Map<string, number>();
  const inside = bytesInTokenOrder.map((byte) => characterOfByte[byte]);
  for (const [token, name] of [...inside, ...inside.map((name) => name + endOfWord)].entries())
    tokenOf.set(name, token);
  const merges = new Map<number, { rank: number; token: number }>();
  for (const [rank, line] of lines.entries()) {
    const [left, right] = line.split(" ");
    const token = 2 * inside.length + rank;
    tokenOf.set(left + right, token);
    merges.set(pairKey(tokenOf.get(left) ?? 0, tokenOf.get(right) ?? 0), { rank, token });
    if (rank % mergesAtOnce === 0) yield;
  }
  const tokenOfByte = (suffix: string) =>
    Int32Array.from(characterOfByte, (character) => tokenOf.get(character + suffix) ?? 0);
  const beginToken = 2 * inside.length + lines.length;
  return {
    byteToken: tokenOfByte(""),
    finalByteToken: tokenOfByte(endOfWord),
    merges,
    beginToken,
    endToken: beginToken + 1,
  };
}
