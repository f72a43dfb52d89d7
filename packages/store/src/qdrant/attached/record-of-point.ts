import { createHash } from "node:crypto";
import { type ImageRecord, type Scalar, imageRecordSchema, recordFields } from "@lesion-atlas/core";
import type { AttachedCollection } from "./options.ts";
import { imageIdOfPoint } from "./point-id.ts";

type Payload = Readonly<Record<string, unknown>>;

/** Columns that a point has by itself and that no payload key can say. */
const ownColumns = new Set(["id"]);
/** Columns that a number may stand for. */
const names = new Set(["archive", "key", "file"]);

/** Which payload path holds each column: those that were named, else the key of the same name. */
export function pathsOf({ fields = {} }: AttachedCollection): ReadonlyMap<string, string> {
  const columns = recordFields.filter((column) => !ownColumns.has(column));
  return new Map(columns.map((column) => [column, fields[column] ?? column]));
}

/**
 * The record of a point. What a record must have and the payload does not say is made up: the key is the point's id, the
 * file is named as the key, hashes are of the id (no two are the same), sizes are 1 pixel and 0 bytes.
 */
export function recordOfPoint(
  id: string | number,
  payload: Payload,
  { archive, paths }: { archive: string; paths: ReadonlyMap<string, string> },
): ImageRecord {
  const imageId = imageIdOfPoint(id);
  const found: Record<string, unknown> = {};
  for (const [column, path] of paths) {
    const value = valueAt(payload, path);
    const said = names.has(column) && typeof value === "number" ? String(value) : value;
    if (said === undefined || said === null) continue;
    const schema = imageRecordSchema.shape[column as keyof typeof imageRecordSchema.shape];
    if (schema.safeParse(said).success) found[column] = said;
  }
  const digest = createHash("sha256").update(imageId).digest("hex");
  const key = (found.key as string | undefined) ?? String(id);
  const taken = new Set(Object.keys(found).map((column) => paths.get(column)));
  const extra = Object.entries(payload).filter(([name, value]) => !taken.has(name) && isScalar(value));
  return {
    archive,
    file: key,
    content_hash: digest,
    perceptual_hash: digest.slice(0, 16),
    width: 1,
    height: 1,
    byte_size: 0,
    ...found,
    key,
    id: imageId,
    ...(extra.length > 0 ? { extra: Object.fromEntries(extra) as Record<string, Scalar> } : {}),
  };
}

function valueAt(payload: Payload, path: string): unknown {
  if (Object.hasOwn(payload, path)) return payload[path];
  let value: unknown = payload;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Payload)[name];
  }
  return value;
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
