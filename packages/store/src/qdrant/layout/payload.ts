import { type FieldValue, type Fields, type ImageRecord, recordFields } from "@lesion-atlas/core";
import { columnKind } from "../../rules/column-kind.ts";
import { exactText, exactTexts } from "./exact-value.ts";
import { keyOfName, nameOfKey } from "./payload-path.ts";

/**
 * The payload of a point. `record` and `exact` are written together and anew by each index, `fields` by people, one key at
 * a time; neither touches the other.
 */
export interface ImagePayload {
  /** The record, the keys of its `extra` by `keyOfName`. */
  record: ImageRecord;
  /** What a keyword index has to see of the record beyond its text columns: numbers, and each `extra.KEY`, by `exactText`. */
  exact?: Readonly<Record<string, string>>;
  fields?: Readonly<Record<string, StoredField>>;
}

/** What people wrote under one key. */
export interface StoredField {
  value: FieldValue;
  /** Each distinct member by `exactText`. */
  exact: readonly string[];
}

/** What is asked back of a point. */
export const imageKeys = ["record", "fields"];

const numberColumns = recordFields.filter((name) => columnKind(name) === "number");

/** The part of the payload that a record makes. */
export function payloadOfRecord(record: ImageRecord): Required<Pick<ImagePayload, "record" | "exact">> {
  const exact: Record<string, string> = {};
  for (const name of numberColumns) {
    const value = record[name as keyof ImageRecord] as number | undefined;
    if (value !== undefined) exact[name] = exactText(value);
  }
  if (!record.extra) return { record, exact };
  const extra = Object.entries(record.extra).map(([name, value]) => [keyOfName(name), value] as const);
  for (const [key, value] of extra) exact[`extra.${key}`] = exactText(value);
  return { record: { ...record, extra: Object.fromEntries(extra) }, exact };
}

/** A change of fields as Qdrant merges it into `fields`: null removes. */
export function payloadOfFields(
  patch: Readonly<Record<string, FieldValue | null>>,
): Record<string, StoredField | null> {
  return Object.fromEntries(
    Object.entries(patch).map(([name, value]) => [
      keyOfName(name),
      value === null ? null : { value, exact: exactTexts(value) },
    ]),
  );
}

/** What was written, as it was written. */
export function imageOfPayload(payload: unknown): { record: ImageRecord; fields: Fields } {
  const { record, fields = {} } = payload as ImagePayload;
  const image = Object.fromEntries(Object.entries(record).map(([name, value]) => [name, plain(value)]));
  if (record.extra) {
    image.extra = Object.fromEntries(
      Object.entries(record.extra).map(([key, value]) => [nameOfKey(key), plain(value)]),
    );
  }
  return {
    record: image as unknown as ImageRecord,
    fields: Object.fromEntries(
      Object.entries(fields).map(([key, { value }]) => [nameOfKey(key), plain(value) as FieldValue]),
    ),
  };
}

/** The client reads whole numbers beyond 2^53 as bigint. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  return Array.isArray(value) ? value.map(plain) : value;
}
