import { problemSchema } from "@lesion-atlas/analysis";
import { errorCodes } from "@lesion-atlas/core";
import { z } from "@hono/zod-openapi";

/** What only HTTP can say, beside the codes of `AppError`; stable like them. */
export const httpCodes = [
  "unauthorized",
  "forbidden",
  "wrong_host",
  "no_such_route",
  "method_not_allowed",
  "unsupported_media_type",
  "rate_limited",
  "overloaded",
  "timed_out",
] as const;

const codes = [...(Object.keys(errorCodes) as (keyof typeof errorCodes)[]), ...httpCodes] as const;
export type HttpProblemCode = (typeof codes)[number];

/** RFC 9457 with a stable `code`. */
export const httpProblemSchema = z
  .object({
    ...problemSchema.shape,
    type: z.literal("about:blank"),
    status: z.int(),
    code: z.enum(codes),
    /** As in the header `X-Request-Id`. */
    request_id: z.string(),
  })
  .openapi("Problem");

export type HttpProblem = z.infer<typeof httpProblemSchema>;
