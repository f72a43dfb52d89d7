import type { CallOptions, Facet, Filter, ScanOptions, Scalar, StoredImage } from "@lesion-atlas/core";
import { checkFacetField, compareFacetCounts } from "../../rules/facet-order.ts";
import { type ServerFilter, both } from "../filter/conditions.ts";
import { attachedPath, filterToAttached } from "./filter-to-attached.ts";
import { type AttachedHandle, vectorOf } from "./open-attached.ts";
import { imageIdOfPoint, pointIdOfImage } from "./point-id.ts";
import { recordOfPoint } from "./record-of-point.ts";

const pageSize = 256;
/** Distinct values of a facet that are read at most. */
const mostValues = 100_000;

interface Point {
  id: string | number;
  payload?: Record<string, unknown> | null;
  vector?: unknown;
}

/** What a call looks at: the filter, and only points with the vector unless every image is wanted. */
export function scopeOf(
  handle: AttachedHandle,
  filter: Filter | undefined,
  everyImage: boolean,
): ServerFilter | undefined {
  return both(filter && filterToAttached(filter, handle), everyImage ? undefined : { has_vector: handle.vector });
}

/** @param hasVector where the point was asked for without its vector */
export function imageOfPoint(handle: AttachedHandle, point: Point, hasVector: boolean, vectors = false): StoredImage {
  const vector = vectors ? vectorOf(point.vector, handle.vector) : undefined;
  const record = recordOfPoint(point.id, point.payload ?? {}, handle);
  return { id: record.id, record, fields: {}, hasVector, ...(vector && { vector }) };
}

/** Points that pass. */
export async function countAttached(
  { connection, collection }: AttachedHandle,
  filter: ServerFilter | undefined,
  options: CallOptions,
): Promise<number> {
  const request = { ...(filter ? { filter } : {}), exact: true };
  return (await connection.read((client) => client.count(collection, request), options)).count;
}

/** By id ascending: numbers before UUIDs, as Qdrant has them. */
export async function* scanAttached(
  handle: AttachedHandle,
  { filter, after, vectors, everyImage = false, signal }: ScanOptions,
): AsyncGenerator<StoredImage, void, undefined> {
  const wanted = scopeOf(handle, filter, everyImage);
  const withVector = everyImage && !vectors ? await idsWithVector(handle, { signal }) : undefined;
  let offset: string | number | null | undefined = after === undefined ? undefined : pointIdOfImage(after);
  do {
    const page = await handle.connection.read(
      (client) =>
        client.scroll(handle.collection, {
          ...(wanted ? { filter: wanted } : {}),
          ...(offset === undefined ? {} : { offset }),
          limit: pageSize,
          with_payload: true,
          with_vector: vectors ? (handle.vector === "" ? true : [handle.vector]) : false,
        }),
      { signal },
    );
    for (const point of page.points as Point[]) {
      const id = imageIdOfPoint(point.id);
      if (id === after) continue;
      const has = vectors ? vectorOf(point.vector, handle.vector) !== undefined : withVector ? withVector(id) : true;
      yield imageOfPoint(handle, point, has, vectors);
    }
    offset = page.next_page_offset as string | number | null | undefined;
  } while (offset !== null && offset !== undefined);
}

/** Where every point has the vector, as in most collections, nothing needs to be asked of each. */
async function idsWithVector(handle: AttachedHandle, options: CallOptions): Promise<(id: string) => boolean> {
  const [all, some] = await Promise.all([
    countAttached(handle, undefined, options),
    countAttached(handle, scopeOf(handle, undefined, false), options),
  ]);
  if (all === some) return () => true;
  const ids = new Set<string>();
  for await (const { id } of scanAttached(handle, options)) ids.add(id);
  return (id) => ids.has(id);
}

/** In the order of `ids`. */
export async function getAttached(
  handle: AttachedHandle,
  ids: readonly string[],
  { vectors, ...options }: CallOptions & { vectors?: boolean },
): Promise<(StoredImage | undefined)[]> {
  if (ids.length === 0) return [];
  const with_vector = handle.vector === "" ? true : [handle.vector];
  const request = { ids: ids.map(pointIdOfImage), with_payload: true, with_vector };
  const points = await handle.connection.read((client) => client.retrieve(handle.collection, request), options);
  const found = new Map(
    (points as Point[]).map((point) => {
      const image = imageOfPoint(handle, point, vectorOf(point.vector, handle.vector) !== undefined, vectors);
      return [image.id, image];
    }),
  );
  return ids.map((id) => found.get(id));
}

/** By the collection's own index where it has one, else by reading every point that passes. */
export async function facetAttached(
  handle: AttachedHandle,
  field: string,
  filter: Filter | undefined,
  { limit = 100, everyImage = false, signal }: CallOptions & { everyImage?: boolean; limit?: number },
): Promise<Facet> {
  checkFacetField(field);
  const wanted = scopeOf(handle, filter, everyImage);
  const options = { signal };
  const matching = await countAttached(handle, wanted, options);
  const path = attachedPath(field, handle);
  if (path === undefined) return { values: [], missing: matching, otherValues: 0 };
  const index = (await handle.info(options)).payload_schema[path]?.data_type;
  const counts = new Map<Scalar, number>();
  let missing = 0;
  if (field !== "archive" && index !== undefined && ["keyword", "integer", "bool", "uuid"].includes(index)) {
    const request = { key: path, limit: mostValues, exact: true, ...(wanted ? { filter: wanted } : {}) };
    const { hits } = await handle.connection.read((client) => client.facet(handle.collection, request), options);
    for (const { value, count } of hits) counts.set(value, count);
    missing = await countAttached(handle, both(wanted, { is_empty: { key: path } }), options);
  } else {
    for await (const { record } of scanAttached(handle, { filter, everyImage, signal })) {
      const value = field.startsWith("extra.") ? record.extra?.[field.slice(6)] : record[field as keyof typeof record];
      if (value === undefined) missing += 1;
      else counts.set(value as Scalar, (counts.get(value as Scalar) ?? 0) + 1);
    }
  }
  const values = [...counts].map(([value, count]) => ({ value, count })).sort(compareFacetCounts);
  return { values: values.slice(0, limit), missing, otherValues: Math.max(0, values.length - limit) };
}
