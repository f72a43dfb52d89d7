import type { FieldValue, Scalar } from "@lesion-atlas/core";

/**
 * A scalar as text that names its type: `sNevus`, `n55.5`, `btrue`. Qdrant's keyword index compares and counts these
 * exactly, where it has no equality of fractions and no index of mixed types.
 */
export function exactText(value: Scalar): string {
  return `${typeof value === "string" ? "s" : typeof value === "number" ? "n" : "b"}${value}`;
}

/** The way back. */
export function scalarOfText(text: string): Scalar {
  const rest = text.slice(1);
  return text.startsWith("s") ? rest : text.startsWith("n") ? Number(rest) : rest === "true";
}

/** Each distinct member of a list, or the one value. */
export function exactTexts(value: FieldValue): string[] {
  return [...new Set((Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar]).map(exactText))];
}
