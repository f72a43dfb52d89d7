import type { DatabaseSync } from "node:sqlite";
import { serialize } from "node:v8";
import type { Filter } from "@lesion-atlas/core";
import { allowedImages } from "./allowed-images.ts";
import type { VectorMemory } from "./vector-memory.ts";

/** Masks kept at a time; one takes a byte a row. */
const keptMasks = 32;

/** Who takes part in a search, for each filter, until somebody writes. */
export interface MaskCache {
  /** @returns one byte a row of the memory, 0 for rows that take no part; undefined when all do */
  maskOf(database: DatabaseSync, memory: VectorMemory, filter: Filter | undefined): Uint8Array | undefined;
}

/** Empty; it belongs to one `VectorMemory`. */
export function createMaskCache(): MaskCache {
  const masks = new Map<string, Uint8Array>();
  let change = -1;

  return {
    maskOf(database, memory, filter) {
      if (!filter && memory.rows - memory.free.length === memory.images.length) return undefined;
      if (change !== memory.change) masks.clear();
      change = memory.change;
      const key = filter ? serialize(filter).toString("latin1") : "";
      const mask = masks.get(key) ?? createMask(memory, filter && allowedImages(database, filter));
      masks.delete(key);
      masks.set(key, mask);
      if (masks.size > keptMasks) masks.delete(masks.keys().next().value!);
      return mask;
    },
  };
}

/** @param allowed by image number; undefined: every image */
function createMask({ images }: VectorMemory, allowed: Uint8Array | undefined): Uint8Array {
  const mask = new Uint8Array(images.length);
  for (let row = 0; row < images.length; row++) {
    const image = images[row];
    mask[row] = allowed ? allowed[image] : Number(image !== 0);
  }
  return mask;
}
