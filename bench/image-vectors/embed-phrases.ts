import { readFileSync, writeFileSync } from "node:fs";
import { askWords, textConcept } from "@lesion-atlas/analysis";
import type { Encoder } from "@lesion-atlas/core";

const conceptsFile = new URL("../../training/concepts.json", import.meta.url);
const phrasesAConcept = 2;

/** Two phrases of each concept that the demo encoder was taught, each once. */
export function askedPhrases(): string[] {
  const concepts = JSON.parse(readFileSync(conceptsFile, "utf8")) as { phrases: string[] }[];
  return [...new Set(concepts.flatMap(({ phrases }) => phrases.slice(0, phrasesAConcept)))];
}

/** Writes the query vector of each phrase's presence, as `lesion search` asks: raw float32 rows, not of unit length. */
export async function embedPhrases(encoder: Encoder, phrases: readonly string[], file: string): Promise<void> {
  const rows: Uint8Array[] = [];
  for (const phrase of phrases) {
    const { vector } = await askWords(encoder, [textConcept(phrase)]);
    rows.push(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
  }
  writeFileSync(file, Buffer.concat(rows));
}
