import { AppError, type CallOptions, type Filter } from "@lesion-atlas/core";
import { placeOf } from "../layout/field-place.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { type ServerFilter, leavesOf } from "./conditions.ts";
import { facetPath } from "./facet-path.ts";
import { filterToQdrant } from "./filter-to-qdrant.ts";

/** Most distinct values of a field that its words are looked for in. */
const mostTexts = 100_000;

/**
 * Translates filters. Words (`match: { text }`) are looked for in the distinct values that the field has now, and the
 * filter asks for those values: Qdrant's own text match means other words, and runs members of a list together.
 *
 * @returns one filter each; undefined where there was none
 * @throws AppError `too_large` for words of a field with more than 100,000 distinct values
 */
export async function readFilters(
  images: ImagesCollection,
  filters: readonly (Filter | undefined)[],
  options?: CallOptions,
): Promise<(ServerFilter | undefined)[]> {
  const fields = new Set<string>();
  for (const filter of filters) {
    for (const condition of filter ? leavesOf(filter) : []) {
      if ("match" in condition && "text" in condition.match) fields.add(condition.key);
    }
  }
  const texts = new Map<string, readonly string[]>();
  for (const field of fields) {
    const { kind, path } = placeOf(field);
    if (kind !== "boolean") texts.set(path, await textsAt(images, field, path, options));
  }
  return filters.map((filter) => filter && filterToQdrant(filter, (path) => texts.get(path) ?? []));
}

async function textsAt(
  images: ImagesCollection,
  field: string,
  path: string,
  options?: CallOptions,
): Promise<string[]> {
  const hits = await facetPath(images, path, { limit: mostTexts + 1, exact: false }, options);
  if (hits.length <= mostTexts) return hits.map(({ value }) => String(value));
  throw new AppError(
    "too_large",
    `${field} has more than ${mostTexts.toLocaleString("en")} distinct values, too many to look for words in: ` +
      "ask for whole values with match value or any",
  );
}
