import { z } from "@hono/zod-openapi";

/** What a part of a form says when it comes several times, else `otherwise`. */
export function partError(otherwise?: string) {
  return {
    error: ({ input }: { input?: unknown }) =>
      Array.isArray(input) ? `is there ${input.length} times: send it once` : otherwise,
  };
}

/** A file of a form. */
export const fileSchema = z.file(partError("a file is needed here")).openapi({ type: "string", format: "binary" });

/** A field of a form that holds JSON, read with the schema of the JSON body's. */
export function jsonFieldSchema<Schema extends z.ZodType>(schema: Schema, description: string) {
  return z
    .string(partError())
    .max(65_536)
    .transform((text, context): z.output<Schema> => {
      const parsed = schema.safeParse(jsonOf(text));
      if (parsed.success) return parsed.data;
      for (const { path, message } of parsed.error.issues) context.addIssue({ code: "custom", path, message });
      return z.NEVER;
    })
    .openapi({ type: "string", description });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
