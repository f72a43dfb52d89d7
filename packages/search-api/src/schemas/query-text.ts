import { z } from "@hono/zod-openapi";

/** A number in an address. */
export function numberTextSchema({
  minimum,
  maximum,
  whole = false,
}: {
  minimum: number;
  maximum: number;
  whole?: boolean;
}) {
  const number = (whole ? z.int() : z.number()).min(minimum).max(maximum);
  return z
    .string()
    .regex(/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/, "a number is needed here")
    .transform(Number)
    .pipe(number)
    .openapi({ type: whole ? "integer" : "number", minimum, maximum });
}

/** `true` or `false` in an address. */
export const flagSchema = z
  .enum(["true", "false"])
  .transform((text) => text === "true")
  .openapi({ type: "boolean" });
