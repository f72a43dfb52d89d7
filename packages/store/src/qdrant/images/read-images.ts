import type { CallOptions, Filter, Model, StoredImage } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { type ServerCondition, type ServerFilter, both } from "../filter/conditions.ts";
import { readFilters } from "../filter/read-filter.ts";
import { imageIds } from "../layout/image-id.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { vectorName } from "../layout/names.ts";
import { imageKeys, imageOfPayload } from "../layout/payload.ts";

/** Images of one request. */
const pageSize = 512;
/** Components of one answer: so many are parsed in about 10 ms, and timers do not wait longer. */
const pageComponents = 65_536;

/** Images of one request that brings their vectors, or not. */
export function pageSizeOf(model: Model | undefined, vectors: boolean | undefined): number {
  if (!vectors || !model) return pageSize;
  return Math.max(1, Math.min(pageSize, Math.floor(pageComponents / model.dimensions)));
}

/** Which images of a page have a vector of the model, where its vectors are not in the page. */
export interface Page {
  points: readonly Schemas["Record"][];
  /** Undefined: all of them. */
  withVector: ReadonlySet<string> | undefined;
}

/** Images as they are stored, from points with `imageKeys`. */
export function storedImages(
  { points, withVector }: Page,
  model: Model | undefined,
  vectors: boolean | undefined,
): StoredImage[] {
  return points.map((point) => {
    const id = String(point.id);
    const values = model && vectors ? vectorOf(point, model) : undefined;
    return {
      id,
      ...imageOfPayload(point.payload),
      hasVector: model !== undefined && (vectors ? values !== undefined : (withVector?.has(id) ?? true)),
      ...(values ? { vector: values } : {}),
    };
  });
}

/** What to ask for of each point. */
export function wantedOf(model: Model | undefined, vectors: boolean | undefined) {
  return { with_payload: imageKeys, with_vector: model && vectors ? [vectorName(model)] : false };
}

/** @param kind of the request: `/scroll`, or nothing for points by id */
export function readPoints<Result>(
  images: ImagesCollection,
  kind: "" | "/scroll",
  request: object,
  options?: CallOptions,
): Promise<Result> {
  return images.connection.readPlain<Result>(`/collections/${images.alias}/points${kind}`, request, options);
}

/** In the order of `ids`; undefined where there is no such image. */
export async function getImages(
  images: ImagesCollection,
  ids: readonly string[],
  model: Model | undefined,
  { vectors, signal }: CallOptions & { vectors?: boolean },
): Promise<(StoredImage | undefined)[]> {
  const known = model && (await images.hasVector(model, { signal })) ? model : undefined;
  const size = pageSizeOf(known, vectors);
  const found = new Map<string, StoredImage>();
  const possible = imageIds([...new Set(ids)]);
  for (let first = 0; first < possible.length; first += size) {
    const some = possible.slice(first, first + size);
    const [points, withVector] = await Promise.all([
      readPoints<Schemas["Record"][]>(images, "", { ids: some, ...wantedOf(known, vectors) }, { signal }),
      known && !vectors ? idsWithVector(images, some, known, { signal }) : undefined,
    ]);
    for (const image of storedImages({ points, withVector }, known, vectors)) found.set(image.id, image);
  }
  return ids.map((id) => found.get(id));
}

/** Those of `ids` that have a vector of the model. */
export async function idsWithVector(
  images: ImagesCollection,
  ids: readonly string[],
  model: Model,
  options?: CallOptions,
): Promise<Set<string>> {
  const { points } = await images.connection.read(
    (client) =>
      client.scroll(images.alias, {
        filter: { must: [{ has_id: [...ids] }, { has_vector: vectorName(model) }] },
        limit: ids.length,
        with_payload: false,
        with_vector: false,
      }),
    options,
  );
  return new Set(points.map(({ id }) => String(id)));
}

/** What is asked for beside a filter: that images have the model's vector. `nothing`: none can have. */
export async function scopeOf(
  images: ImagesCollection,
  model: Model | undefined,
  everyImage: boolean | undefined,
  options?: CallOptions,
): Promise<ServerCondition | undefined | "nothing"> {
  if (!model || everyImage) return undefined;
  return (await images.hasVector(model, options)) ? { has_vector: vectorName(model) } : "nothing";
}

/** Counted one by one, not estimated. */
export async function countImages(
  images: ImagesCollection,
  filter: ServerFilter | undefined,
  options?: CallOptions,
): Promise<number> {
  const { count } = await images.connection.read(
    (client) => client.count(images.alias, { ...(filter ? { filter } : {}), exact: true }),
    options,
  );
  return count;
}

/** Images under the model, or all of them, that pass. */
export async function countMatching(
  images: ImagesCollection,
  filter: Filter | undefined,
  model: Model | undefined,
  { everyImage, signal }: CallOptions & { everyImage?: boolean },
): Promise<number> {
  const scope = await scopeOf(images, model, everyImage, { signal });
  if (scope === "nothing") return 0;
  const [passing] = await readFilters(images, [filter], { signal });
  return countImages(images, both(passing, scope), { signal });
}

/** @returns undefined where the point has none */
export function vectorOf(point: Schemas["Record"], model: Model): Float32Array | undefined {
  const values = (point.vector as Record<string, number[]> | undefined | null)?.[vectorName(model)];
  return values && Float32Array.from(values);
}
