import { isFieldPath } from "@lesion-atlas/core";

/** The field path that a typed column name means: itself where it is one, else the archive's own column `extra.NAME`. */
export function fieldPath(name: string): string {
  return isFieldPath(name) ? name : `extra.${name}`;
}
