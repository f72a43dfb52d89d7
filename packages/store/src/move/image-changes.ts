import { isDeepStrictEqual } from "node:util";
import type { Fields, Model, Point, StoredImage } from "@lesion-atlas/core";

/** What one image of the source still lacks at the destination. */
export interface ImageChanges {
  /** Absent where record and vector are there already. */
  point?: Point;
  /** Fields that are missing or differ; those that only the destination has stay as they are. */
  fields: Fields;
}

/**
 * Compares an image with its copy. A vector is made by the picture and the model alone, so where the content hash is the
 * same and the copy has a vector of the model, it is that vector.
 *
 * @param source with its vector where `model` has one
 * @param copy undefined where the destination has no such image
 */
export function imageChanges(
  source: StoredImage,
  copy: StoredImage | undefined,
  model: Model | undefined,
): ImageChanges {
  const { record } = source;
  const vector = source.vector && model && { fingerprint: model.fingerprint, values: source.vector };
  const isThere = copy !== undefined && isDeepStrictEqual(copy.record, record) && (copy.hasVector || !vector);
  const there = new Map(Object.entries(copy?.fields ?? {}));
  const fields = Object.entries(source.fields).filter(([name, value]) => !isDeepStrictEqual(there.get(name), value));
  return { ...(!isThere && { point: vector ? { record, vector } : { record } }), fields: Object.fromEntries(fields) };
}
