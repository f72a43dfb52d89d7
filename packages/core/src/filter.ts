import { z } from "zod";
import { AppError } from "./errors.ts";
import { type Scalar, recordFields } from "./record.ts";

/**
 * A subset of Qdrant's filter JSON. Keys are a record column (`sex`), `extra.COLUMN` or `fields.NAME`; everything after
 * the first dot is the name, so a column may hold dots itself.
 *
 * A value that is absent satisfies `is_empty` and no other condition; a list satisfies a condition when one of its
 * members does.
 */
export interface Filter {
  must?: Condition | Condition[];
  should?: Condition | Condition[];
  must_not?: Condition | Condition[];
}

export type Match =
  | { value: Scalar }
  | { any: (string | number)[] }
  | { except: (string | number)[] }
  /** Every word of `text` is a word of the value; case is ignored, words are runs of letters and digits. */
  | { text: string };

export interface Range {
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
}

export type Condition =
  | { key: string; match: Match }
  | { key: string; range: Range }
  | { is_empty: { key: string } }
  | { has_id: string[] }
  | Filter;

const listValue = z.union([z.string(), z.number()]);
const match = z.union([
  z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) }),
  z.strictObject({ any: z.array(listValue) }),
  z.strictObject({ except: z.array(listValue) }),
  z.strictObject({ text: z.string() }),
]);
const range = z.strictObject({
  gt: z.number().optional(),
  gte: z.number().optional(),
  lt: z.number().optional(),
  lte: z.number().optional(),
});
const key = z.string().refine(isFieldPath, {
  error: (issue) =>
    `unknown field ${JSON.stringify(issue.input)}: use a record column (${recordFields.slice(0, 4).join(", ")}, ...), ` +
    "extra.COLUMN for an archive's own column, or fields.NAME for what people wrote",
});

/** Ids are stored in lower case, and UUIDs mean the same in either. */
const imageUuid = z.uuid().toLowerCase();

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ key, match }),
    z.strictObject({ key, range }),
    z.strictObject({ is_empty: z.strictObject({ key }) }),
    z.strictObject({ has_id: z.array(imageUuid) }),
    filterSchema,
  ]),
);
const clause = z.union([z.array(condition), condition]).optional();

/** Strict: an unknown word is an error, never silently no filter at all. */
export const filterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.strictObject({ must: clause, should: clause, must_not: clause }),
);

/** Whether a filter key names something that can be stored: a record column, `extra.*` or `fields.*`. */
export function isFieldPath(path: string): boolean {
  return recordFields.includes(path) || /^(extra|fields)\../s.test(path);
}

/**
 * Reads a filter from JSON of any origin.
 *
 * @throws AppError `invalid_input` that names the place and what was expected there.
 */
export function parseFilter(json: unknown): Filter {
  const problem = findProblem(json, "filter", 0);
  if (problem) throw new AppError("invalid_input", problem);
  return filterSchema.parse(json);
}

/** Union errors of zod list every branch; this walk finds the one place a person must mend. */
function findProblem(json: unknown, place: string, depth: number): string | undefined {
  if (depth > 32) return `${place}: filters may be nested 32 deep at most`;
  if (json === null || typeof json !== "object" || Array.isArray(json)) return `${place}: expected an object`;
  const words = Object.keys(json);
  const nested = words.filter((word) => ["must", "should", "must_not"].includes(word));
  if (nested.length === words.length) {
    for (const word of nested) {
      const value = (json as Record<string, unknown>)[word];
      const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
      for (const [index, item] of list.entries()) {
        const problem = findProblem(item, `${place}.${word}[${index}]`, depth + 1);
        if (problem) return problem;
      }
    }
    return undefined;
  }
  const shape =
    "has_id" in json
      ? z.strictObject({ has_id: z.array(imageUuid) })
      : "is_empty" in json
        ? z.strictObject({ is_empty: z.strictObject({ key }) })
        : "range" in json
          ? z.strictObject({ key, range })
          : "match" in json
            ? z.strictObject({ key, match })
            : undefined;
  if (!shape || depth === 0) {
    return (
      `${place}: expected ${depth === 0 ? "must, should or must_not" : "a condition (key with match or range, is_empty, has_id) or must, should, must_not"}` +
      `, found ${words.map((word) => JSON.stringify(word)).join(", ")}`
    );
  }
  const parsed = shape.safeParse(json);
  if (parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  const where = issue.path.length > 0 ? `${place}.${issue.path.join(".")}` : place;
  return issue.code === "invalid_union"
    ? `${where}: expected one of { value }, { any }, { except } or { text }`
    : `${where}: ${issue.message}`;
}

/** The conditions of one clause, which JSON may give as one object or as a list. */
export function conditionsOf(clause: Condition | Condition[] | undefined): readonly Condition[] {
  if (clause === undefined) return [];
  return Array.isArray(clause) ? clause : [clause];
}

/** The words of a text for `match: { text }`: runs of letters and digits, lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
