import { type ImageRecord, recordFields } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { extraPlace, fieldPlace, placeOf } from "./field-place.ts";
import type { StoredField } from "./payload.ts";

/** An index on a path of the payload. */
export interface PayloadIndex {
  path: string;
  schema: Schemas["PayloadFieldSchema"];
}

/** Columns of mostly unique values: their indexes lie on disk, and no part of the graph is made for them. */
const mostlyUnique = new Set([
  "key",
  "file",
  "isic_id",
  "content_hash",
  "perceptual_hash",
  "byte_size",
  "modified_at",
  "rcm_case_id",
]);

/** The indexes that a collection has before its first point: every column of the record can be filtered and counted. */
export const recordIndexes: readonly PayloadIndex[] = recordFields.flatMap((column) => {
  const place = placeOf(column);
  const rare = mostlyUnique.has(column) ? { on_disk: true, enable_hnsw: false } : {};
  if (place.kind === "boolean") return [{ path: place.path, schema: { type: "bool" } }];
  const keyword: PayloadIndex = {
    path: place.path,
    schema: { type: "keyword", ...rare, ...(column === "archive" ? { is_tenant: true } : {}) },
  };
  return place.kind === "text" ? [keyword] : [keyword, { path: place.numbers, schema: { type: "float", ...rare } }];
});

/** The indexes for an archive's own columns in a payload; `record.extra` has its keys by `keyOfName`. */
export function extraIndexes({ extra = {} }: ImageRecord): PayloadIndex[] {
  return Object.entries(extra).flatMap(([key, value]) => placeIndexes(extraPlace(key), typeof value === "number"));
}

/** The indexes for what people write. @param patch by `payloadOfFields` */
export function fieldIndexes(patch: Readonly<Record<string, StoredField | null>>): PayloadIndex[] {
  return Object.entries(patch).flatMap(([key, field]) =>
    field === null
      ? []
      : placeIndexes(
          fieldPlace(key),
          field.exact.some((text) => text.startsWith("n")),
        ),
  );
}

function placeIndexes({ path, numbers }: ReturnType<typeof extraPlace>, hasNumber: boolean): PayloadIndex[] {
  const keyword: PayloadIndex = { path, schema: { type: "keyword" } };
  return hasNumber ? [keyword, { path: numbers, schema: { type: "float" } }] : [keyword];
}
