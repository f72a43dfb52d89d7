import type { CallOptions } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { statusOf } from "../connection/to-app-error.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import type { ServerFilter } from "./conditions.ts";
import { countByReading } from "./count-by-reading.ts";

/**
 * The values under a path with their counts; none where the path has no index, as no image has a value there then.
 *
 * A segment that the optimizer is making while the index is added lacks it until it is finished, and at times afterwards
 * (seen with server 1.18.3), although the collection says that it is there. Making the index again fills the gap in finished
 * segments; while the optimizer is at work, which may be hours, the values are counted by reading.
 */
export async function facetPath(
  images: ImagesCollection,
  path: string,
  request: { limit: number; exact: boolean; filter?: ServerFilter },
  options?: CallOptions,
): Promise<Schemas["FacetValueHit"][]> {
  if (!(await images.hasIndex(path, options))) return [];
  const ask = async () => {
    const whole = { key: path, ...request };
    return (await images.connection.read((client) => client.facet(images.alias, whole), options)).hits;
  };
  try {
    return await ask();
  } catch (thrown) {
    if (!lacksIndex(thrown)) throw thrown;
    await images.renewIndex(path, options);
  }
  try {
    return await ask();
  } catch (thrown) {
    if (!lacksIndex(thrown)) throw thrown;
    return (await countByReading(images, path, request.filter, options)).slice(0, request.limit);
  }
}

function lacksIndex(thrown: unknown): boolean {
  return statusOf(thrown) === 400 && /no appropriate index/i.test((thrown as Error).message);
}
