import {
  AppError,
  type CallOptions,
  type Condition,
  type Filter,
  type Scalar,
  type VectorStore,
  clinicalSchema,
} from "@lesion-atlas/core";
import { fieldPath } from "./field-path.ts";
import { type IsicQuery, parseIsicQuery } from "./isic-query.ts";

/** Distinct values of a column among which a `*` is looked for. */
const mostValues = 10_000;

/**
 * A query of the ISIC Archive as a filter. A name that is no record column means the archive's own column of that name
 * (`extra.NAME`). A value with `*` becomes the values of the store that fit it, case as written.
 *
 * @throws AppError what `parseIsicQuery` throws; `invalid_input` for a range over a column of words, a `*` on one of
 * numbers, and a value that its column cannot have; `too_large` for a `*` on a column of more than 10,000 values.
 */
export async function isicFilter(
  store: Pick<VectorStore, "facet">,
  query: string,
  options: CallOptions = {},
): Promise<Filter> {
  return { must: [await conditionOf(parseIsicQuery(query))] };

  async function conditionOf(part: IsicQuery): Promise<Condition> {
    if (part.kind === "and") return { must: await Promise.all(part.parts.map(conditionOf)) };
    if (part.kind === "or") return { should: await Promise.all(part.parts.map(conditionOf)) };
    if (part.kind === "not") return { must_not: [await conditionOf(part.part)] };
    const key = fieldPath(part.field);
    if (part.kind === "exists") return { must_not: { is_empty: { key } } };
    if (part.kind === "range") return rangeCondition(part, key);
    if (part.pattern) return fitting(part, key, part.pattern);
    return valueCondition(part, key);
  }

  async function fitting(
    part: Extract<IsicQuery, { kind: "value" }>,
    key: string,
    pattern: readonly string[],
  ): Promise<Condition> {
    if (["number", "boolean"].includes(typeOf(key)))
      throw wrong(part, `${part.field} has no words that a * could stand for`);
    const { values, otherValues } = await store.facet(key, undefined, {
      ...options,
      everyImage: true,
      limit: mostValues,
    });
    if (otherValues > 0) {
      throw new AppError("too_large", `${part.field} has more than ${mostValues} values: ask for one without *`);
    }
    const any = values.flatMap(({ value }) => (typeof value === "string" && fits(value, pattern) ? [value] : []));
    return any.length > 0 ? { key, match: { any } } : { has_id: [] };
  }
}

function rangeCondition(part: Extract<IsicQuery, { kind: "range" }>, key: string): Condition {
  if (["string", "boolean"].includes(typeOf(key)))
    throw wrong(part, `${part.field} holds no numbers, so it has no range`);
  const { low, high } = part;
  if (!low && !high) return { must_not: { is_empty: { key } } };
  return {
    key,
    range: {
      ...(low && (low.inclusive ? { gte: low.value } : { gt: low.value })),
      ...(high && (high.inclusive ? { lte: high.value } : { lt: high.value })),
    },
  };
}

function valueCondition(part: Extract<IsicQuery, { kind: "value" }>, key: string): Condition {
  const { text, field, quoted } = part;
  const type = typeOf(key);
  const truth = { true: true, false: false }[text.toLowerCase()];
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (type === "string") return { key, match: { value: text } };
  if (type === "number") {
    if (!Number.isFinite(number)) throw wrong(part, `${field} holds numbers, and ${JSON.stringify(text)} is none`);
    return { key, match: { value: number } };
  }
  if (type === "boolean") {
    if (truth === undefined) throw wrong(part, `${field} is true or false, not ${JSON.stringify(text)}`);
    return { key, match: { value: truth } };
  }
  const readings: Scalar[] = [
    text,
    ...(quoted || !Number.isFinite(number) ? [] : [number]),
    ...(truth === undefined ? [] : [truth]),
  ];
  const matches = readings.map((value): Condition => ({ key, match: { value } }));
  return matches.length === 1 ? matches[0] : { should: matches };
}

/** What a record column holds; columns of an archive's own and people's fields may hold anything. */
function typeOf(key: string): "string" | "number" | "boolean" | "any" {
  if (key.startsWith("extra.") || key.startsWith("fields.")) return "any";
  const schema = (clinicalSchema.shape as Record<string, { safeParse(value: unknown): { success: boolean } }>)[key];
  if (!schema) return ["width", "height", "byte_size", "modified_at"].includes(key) ? "number" : "string";
  if (schema.safeParse(1).success) return "number";
  return schema.safeParse(true).success ? "boolean" : "string";
}

function fits(value: string, pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  const last = rest.pop() ?? "";
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = value.indexOf(piece, from);
    if (found < 0 || found + piece.length > value.length - last.length) return false;
    from = found + piece.length;
  }
  return true;
}

function wrong({ at }: { at: number }, what: string): AppError {
  return new AppError("invalid_input", `query, character ${at + 1}: ${what}`);
}
