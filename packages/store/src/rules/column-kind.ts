import { imageRecordSchema, recordFields } from "@lesion-atlas/core";

/** What a column of the record holds. */
export type ColumnKind = "string" | "number" | "boolean";

const kinds = new Map(recordFields.map((name) => [name, kindOf(name)]));

/** @returns undefined for a name that is no scalar of the record */
export function columnKind(name: string): ColumnKind | undefined {
  return kinds.get(name);
}

function kindOf(name: string): ColumnKind {
  const schema = imageRecordSchema.shape[name as keyof typeof imageRecordSchema.shape];
  const inner = schema.def.type === "optional" ? schema.def.innerType : schema;
  return inner.def.type as ColumnKind;
}
