import type { Model, ScanOptions, StoredImage } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { both } from "../filter/conditions.ts";
import { readFilters } from "../filter/read-filter.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { idsWithVector, pageSizeOf, readPoints, scopeOf, storedImages, wantedOf } from "./read-images.ts";

interface ScrollPage {
  points: Schemas["Record"][];
  next_page_offset?: string | null;
}

/** Every image that passes, by id ascending, a page at a time: Qdrant orders points by id, UUIDs by their bytes. */
export async function* scanImages(
  images: ImagesCollection,
  model: Model | undefined,
  { filter, after, vectors, everyImage, signal }: ScanOptions,
): AsyncGenerator<StoredImage, void, undefined> {
  const scope = await scopeOf(images, model, everyImage, { signal });
  if (scope === "nothing") return;
  const known = model && (scope || (await images.hasVector(model, { signal }))) ? model : undefined;
  const [passing] = await readFilters(images, [filter], { signal });
  const wanted = both(passing, scope);
  let offset = after === undefined ? undefined : nextId(after);
  if (offset === null) return;
  do {
    const request = {
      ...(wanted ? { filter: wanted } : {}),
      ...(offset ? { offset } : {}),
      limit: pageSizeOf(known, vectors),
      ...wantedOf(known, vectors),
    };
    const page: ScrollPage = await readPoints(images, "/scroll", request, { signal });
    const ids = page.points.map(({ id }) => String(id));
    const withVector = known && !scope && !vectors ? await idsWithVector(images, ids, known, { signal }) : undefined;
    yield* storedImages({ points: page.points, withVector }, known, vectors);
    offset = page.next_page_offset;
  } while (offset);
}

/** The UUID behind `id`; null behind the last. */
function nextId(id: string): string | null {
  const next = BigInt(`0x${id.replaceAll("-", "")}`) + 1n;
  if (next >> 128n) return null;
  const hex = next.toString(16).padStart(32, "0");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
