import { columnKind } from "../../rules/column-kind.ts";
import { keyOfName, payloadPath } from "./payload-path.ts";

/** Where a field path of `Filter` lies in the payload, and what its indexes hold. */
export type FieldPlace =
  /** A text column of the record. */
  | { kind: "text"; path: string }
  | { kind: "boolean"; path: string }
  /** A number column, or anything in `extra` or `fields`: the values' `exactText`, and the values themselves for a range. */
  | { kind: "exact"; path: string; numbers: string };

/** @param field a field path that `isFieldPath` accepts */
export function placeOf(field: string): FieldPlace {
  if (field.startsWith("extra.")) return extraPlace(keyOfName(field.slice(6)));
  if (field.startsWith("fields.")) return fieldPlace(keyOfName(field.slice(7)));
  const path = payloadPath("record", field);
  const kind = columnKind(field);
  if (kind === "number") return { kind: "exact", path: payloadPath("exact", field), numbers: path };
  return { kind: kind === "boolean" ? "boolean" : "text", path };
}

/** @param key by `keyOfName` */
export function extraPlace(key: string): Extract<FieldPlace, { kind: "exact" }> {
  return {
    kind: "exact",
    path: payloadPath("exact", `extra.${key}`),
    numbers: payloadPath("record", "extra", key),
  };
}

/** @param key by `keyOfName` */
export function fieldPlace(key: string): Extract<FieldPlace, { kind: "exact" }> {
  return { kind: "exact", path: payloadPath("fields", key, "exact"), numbers: payloadPath("fields", key, "value") };
}
