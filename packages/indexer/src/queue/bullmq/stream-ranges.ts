import type { Archive, CallOptions } from "@lesion-atlas/core";
import type { KeyRange } from "./run-records.ts";

/**
 * Cuts an archive's keys into ranges of `size`, the last one smaller.
 *
 * @param cut.after only keys behind this one
 * @param cut.limit keys in all
 */
export async function* streamRanges(
  archive: Pick<Archive, "keys">,
  { size, after, limit = Infinity }: { size: number; after?: string; limit?: number },
  options: CallOptions = {},
): AsyncGenerator<KeyRange> {
  let range: KeyRange | undefined;
  let seen = 0;
  if (limit <= 0) return;
  for await (const { key } of archive.keys({ ...options, first: after })) {
    if (key === after) continue;
    if (range) {
      range.last = key;
      range.images++;
    } else range = { first: key, last: key, images: 1 };
    seen++;
    if (range.images === size) {
      yield range;
      range = undefined;
    }
    if (seen >= limit) break;
  }
  if (range) yield range;
}
