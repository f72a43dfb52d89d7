import { createHash } from "node:crypto";
import type { ModelFile, RecordedFile } from "./model-file.ts";

/**
 * SHA-256, hex, of all that a vector depends on: the model files, preprocessing, dimensions, and how the graphs are fed.
 * Not of the id, the licence, templates and the logit scale: the same vectors can be asked in other words.
 */
export function fingerprintOf(
  { dimensions, preprocessing, image, text }: ModelFile,
  files: Readonly<Record<string, RecordedFile>>,
): string {
  const hashes = Object.entries(files).map(([name, { sha256 }]) => [name, sha256]);
  const content = { dimensions, preprocessing, image, text, files: Object.fromEntries(hashes) };
  return createHash("sha256")
    .update(JSON.stringify(sorted(content)))
    .digest("hex");
}

/** Keys in ascending order at every depth, so that one content has one text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
