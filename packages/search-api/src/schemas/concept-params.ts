import { z } from "@hono/zod-openapi";

/** The path parameter of the routes of one concept. */
export const conceptParamsSchema = z.object({
  name: z
    .string()
    .min(1)
    .max(500)
    .regex(/\S/)
    .openapi({ param: { name: "name", in: "path" }, description: "a known concept, or any words" }),
});
