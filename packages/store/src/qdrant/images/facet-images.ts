import type { CallOptions, Facet, Filter, Model } from "@lesion-atlas/core";
import { checkFacetField, compareFacetCounts } from "../../rules/facet-order.ts";
import { type ServerFilter, both } from "../filter/conditions.ts";
import { facetPath } from "../filter/facet-path.ts";
import { readFilters } from "../filter/read-filter.ts";
import { scalarOfText } from "../layout/exact-value.ts";
import { placeOf } from "../layout/field-place.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { countImages, scopeOf } from "./read-images.ts";

/** Values of a facet unless the call says otherwise. */
const facetLimit = 100;
/** Distinct values that are read at most: `otherValues` counts those up to here. */
const mostValues = 100_000;
/**
 * Distinct values up to which each is counted exactly, at the cost of a count each. Beyond, segments' own counts are
 * added: an image that is being rewritten or moved by the optimizer at the moment may be counted twice.
 */
const mostExactValues = 500;

/**
 * Counts the images of each value; an image with a list counts once for each distinct member.
 *
 * @throws AppError `invalid_input` for a field that no record can have
 */
export async function facetImages(
  images: ImagesCollection,
  field: string,
  filter: Filter | undefined,
  model: Model | undefined,
  { everyImage, limit = facetLimit, signal }: CallOptions & { everyImage?: boolean; limit?: number },
): Promise<Facet> {
  checkFacetField(field);
  const scope = await scopeOf(images, model, everyImage, { signal });
  if (scope === "nothing") return { values: [], missing: 0, otherValues: 0 };
  const [passing] = await readFilters(images, [filter], { signal });
  const within = both(passing, scope);
  const { kind, path } = placeOf(field);
  const [counts, missing] = await Promise.all([
    countValues(images, path, within, { signal }),
    countImages(images, both(within, { is_empty: { key: path } }), { signal }),
  ]);
  const values = counts
    .filter(({ count }) => count > 0)
    .map(({ value, count }) => ({ value: kind === "exact" ? scalarOfText(String(value)) : value, count }))
    .sort(compareFacetCounts);
  return { values: values.slice(0, limit), missing, otherValues: Math.max(0, values.length - limit) };
}

async function countValues(
  images: ImagesCollection,
  path: string,
  filter: ServerFilter | undefined,
  options: CallOptions,
) {
  const ask = (limit: number, exact: boolean) =>
    facetPath(images, path, { limit, exact, ...(filter ? { filter } : {}) }, options);
  const hits = await ask(mostValues, false);
  return hits.length === 0 || hits.length > mostExactValues ? hits : ask(mostValues, true);
}
