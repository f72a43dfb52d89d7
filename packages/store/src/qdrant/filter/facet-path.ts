import type { CallOptions } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { statusOf } from "../connection/to-app-error.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import type { ServerFilter } from "./conditions.ts";

/**
 * The values under a path with their counts; none where the path has no index, as no image has a value there then.
 *
 * A segment that the optimizer finished while an index was being made may lack it although the collection has it (seen
 * with server 1.18.3): the index is made again then, which fills the gap.
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
    if (statusOf(thrown) !== 400 || !/no appropriate index/i.test((thrown as Error).message)) throw thrown;
    await images.renewIndex(path, options);
    return ask();
  }
}
