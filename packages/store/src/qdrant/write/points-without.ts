import type { CallOptions, Model } from "@lesion-atlas/core";
import { countImages, idsWithVector } from "../images/read-images.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { vectorName } from "../layout/names.ts";

/** Ids of one request. */
const idsAtOnce = 1_000;

/** @returns those of `points` that are stored without a vector of the model, or not at all */
export async function pointsWithout<Point extends { id: string }>(
  images: ImagesCollection,
  points: readonly Point[],
  model: Model,
  options?: CallOptions,
): Promise<Point[]> {
  const without: Point[] = [];
  for (let first = 0; first < points.length; first += idsAtOnce) {
    const some = points.slice(first, first + idsAtOnce);
    const ids = some.map(({ id }) => id);
    const filter = { must: [{ has_id: ids }, { has_vector: vectorName(model) }] };
    if ((await countImages(images, filter, options)) === ids.length) continue;
    const complete = await idsWithVector(images, ids, model, options);
    without.push(...some.filter(({ id }) => !complete.has(id)));
  }
  return without;
}
