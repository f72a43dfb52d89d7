import type { CallOptions, FieldValue, Filter } from "@lesion-atlas/core";
import { readFilters } from "../filter/read-filter.ts";
import { imageIds } from "../layout/image-id.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { payloadOfFields } from "../layout/payload.ts";
import { fieldIndexes } from "../layout/payload-indexes.ts";
import { countImages } from "./read-images.ts";

/** Ids of one request. */
const idsAtOnce = 1_000;

/** Writes or (null) removes fields, each key by itself: two writers of two keys lose neither. @returns images found */
export async function setImageFields(
  images: ImagesCollection,
  ids: readonly string[],
  patch: Readonly<Record<string, FieldValue | null>>,
  options?: CallOptions,
): Promise<number> {
  const payload = payloadOfFields(patch);
  await images.addIndexes(fieldIndexes(payload), options);
  return forIds(ids, async (filter) => {
    const found = await countImages(images, filter, options);
    if (found === 0 || Object.keys(payload).length === 0) return found;
    await images.connection.write(
      (client) => client.setPayload(images.alias, { payload, key: "fields", filter, wait: true, ...images.ordering }),
      options,
    );
    return found;
  });
}

/** Removes images with their fields and every model's vectors. @returns how many there were */
export async function deleteImages(
  images: ImagesCollection,
  target: { ids: readonly string[] } | { filter: Filter },
  options?: CallOptions,
): Promise<number> {
  const remove = async (filter: object) => {
    const found = await countImages(images, filter, options);
    if (found === 0) return 0;
    await images.connection.write(
      (client) => client.delete(images.alias, { filter, wait: true, ...images.ordering }),
      options,
    );
    return found;
  };
  if ("ids" in target) return forIds(target.ids, remove);
  const [filter] = await readFilters(images, [target.filter], options);
  return remove(filter!);
}

/** A filter passes over ids that are not there, where a list of points is refused for them. */
async function forIds(
  ids: readonly string[],
  change: (filter: { must: [{ has_id: string[] }] }) => Promise<number>,
): Promise<number> {
  const unique = imageIds([...new Set(ids)]);
  let found = 0;
  for (let first = 0; first < unique.length; first += idsAtOnce) {
    found += await change({ must: [{ has_id: unique.slice(first, first + idsAtOnce) }] });
  }
  return found;
}
