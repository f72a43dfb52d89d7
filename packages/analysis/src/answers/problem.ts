import { type AppError, errorCodes } from "@lesion-atlas/core";
import { z } from "zod";

/** An error as programs get it (RFC 9457, with a stable `code`); HTTP adds `status`. */
export const problemSchema = z.object({
  title: z.string(),
  code: z.enum(Object.keys(errorCodes) as [keyof typeof errorCodes]),
  /** What happened and what to do, one sentence. */
  detail: z.string(),
  /** Whether the same call may succeed later without any change. */
  retryable: z.boolean(),
});

export type Problem = z.infer<typeof problemSchema>;

/** The problem object of an error; its cause and stack stay inside. */
export function toProblem(error: AppError): Problem {
  return {
    title: error.code.replaceAll("_", " "),
    code: error.code,
    detail: error.message,
    retryable: error.retryable,
  };
}
