import { z } from "@hono/zod-openapi";
import { AppError, type Filter, parseFilter } from "@lesion-atlas/core";

const conditionRef = { $ref: "#/components/schemas/Condition" } as const;
const clause = { anyOf: [conditionRef, { type: "array" as const, items: conditionRef }] };
const key = {
  type: "string" as const,
  description: "a record column, extra.COLUMN of an archive's own, or fields.NAME of what people wrote",
};
const scalar = { anyOf: [{ type: "string" as const }, { type: "number" as const }] };
const object = (properties: object, required: string[]) => ({
  type: "object" as const,
  properties,
  required,
  additionalProperties: false,
});
const matches = [
  object({ value: { anyOf: [...scalar.anyOf, { type: "boolean" as const }] } }, ["value"]),
  object({ any: { type: "array", items: scalar } }, ["any"]),
  object({ except: { type: "array", items: scalar } }, ["except"]),
  object({ text: { type: "string" } }, ["text"]),
];
const number = { type: "number" as const };

const named = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The parts of a filter by name, for the OpenAPI document; `parseFilter` of core is what decides. */
export const filterComponents = {
  Condition: {
    description: "One condition, or a filter inside a filter.",
    anyOf: ["FieldMatch", "FieldRange", "FieldIsEmpty", "HasId", "Filter"].map(named),
  },
  FieldMatch: object({ key, match: { anyOf: matches } }, ["key", "match"]),
  FieldRange: object({ key, range: named("Range") }, ["key", "range"]),
  Range: object({ gt: number, gte: number, lt: number, lte: number }, []),
  FieldIsEmpty: object({ is_empty: named("FieldKey") }, ["is_empty"]),
  FieldKey: object({ key }, ["key"]),
  HasId: object({ has_id: { type: "array", items: { type: "string", format: "uuid" } } }, ["has_id"]),
};

function problemOf(json: unknown): string | undefined {
  try {
    parseFilter(json);
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.message : String(error);
  }
}

/** A subset of Qdrant's filter JSON. */
export const filterBodySchema = z
  .custom<Filter>()
  .superRefine((json, context) => {
    const problem = problemOf(json);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  })
  .openapi("Filter", {
    type: "object",
    description: "A subset of Qdrant's filter JSON.",
    properties: { must: clause, should: clause, must_not: clause },
    additionalProperties: false,
  });

/** The same as JSON text, for addresses. */
export const filterTextSchema = z
  .string()
  .max(16_384)
  .transform((text, context): Filter => {
    try {
      return parseFilter(JSON.parse(text));
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof AppError ? error.message : "no JSON" });
      return z.NEVER;
    }
  })
  .openapi({
    type: "string",
    description: "a Filter as JSON",
    example: '{"must":{"key":"sex","match":{"value":"female"}}}',
  });
