import type { CallOptions } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { type ServerFilter, both, not } from "./conditions.ts";

/** Points of one request. */
const pageSize = 1_000;

/**
 * Counts the values under a path without its index: every point that passes and has a value there is read.
 *
 * @returns each distinct value with the number of points that have it, the most frequent first
 */
export async function countByReading(
  images: ImagesCollection,
  path: string,
  filter: ServerFilter | undefined,
  options?: CallOptions,
): Promise<Schemas["FacetValueHit"][]> {
  const counts = new Map<Schemas["FacetValue"], number>();
  const request = {
    filter: both(filter, not({ is_empty: { key: path } })),
    with_payload: { include: [path] },
    with_vector: false,
    limit: pageSize,
  };
  let offset: Schemas["ScrollResult"]["next_page_offset"];
  do {
    const from = offset ?? undefined;
    const page = await images.connection.read(
      (client) => client.scroll(images.alias, { ...request, offset: from }),
      options,
    );
    for (const { payload } of page.points) {
      for (const value of scalarsIn(payload)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    offset = page.next_page_offset;
  } while (offset !== null && offset !== undefined);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

/** What lies at the ends of a payload that was cut down to one path; a list is stored without repetitions. */
function* scalarsIn(payload: unknown): Generator<Schemas["FacetValue"]> {
  if (typeof payload === "object" && payload !== null) {
    for (const inner of Object.values(payload)) yield* scalarsIn(inner);
  } else if (payload !== null && payload !== undefined) {
    yield payload as Schemas["FacetValue"];
  }
}
