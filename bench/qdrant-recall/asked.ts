import { join } from "node:path";
import type { SearchQuery } from "@lesion-atlas/core";
import { readRows, rowsIn } from "../image-vectors/vector-file.ts";
import { type BenchFilter, filterOf, filters } from "./filters.ts";
import { setting } from "./setting.ts";

/** Without a filter, and with each. */
export const scopes: readonly (BenchFilter | undefined)[] = [undefined, ...filters];

export const kinds = ["images", "words"] as const;

/** What is searched for: vectors of unknown pictures, and the presence of what phrases say. */
export function askedVectors(kind: (typeof kinds)[number]): Float32Array[] {
  const file = join(setting.vectors, `asked-${kind}.f32`);
  return readRows(file, setting.dimensions, 0, rowsIn(file, setting.dimensions));
}

export function queryOf(vector: Float32Array, scope: BenchFilter | undefined): SearchQuery {
  return { vector, limit: setting.limit, filter: scope && filterOf(scope) };
}

/** A figure's name: `images_chance_5`, `words_all`. */
export function figureOf(kind: string, scope: BenchFilter | undefined): string {
  return `${kind}_${scope?.name ?? "all"}`;
}
