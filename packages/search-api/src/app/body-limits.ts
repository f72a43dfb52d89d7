import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { problemResponse } from "../problems/problem-response.ts";
import type { AppEnv } from "./app-env.ts";

/** Room for a form's other fields and its boundaries. */
const formOverhead = 2 ** 17;

/** Refuses a body that is too large before it is read: forms hold a photograph, JSON does not. */
export function bodyLimits(limits: { jsonBytes: number; uploadBytes: number }): MiddlewareHandler<AppEnv> {
  const limitTo = (maxSize: number) =>
    bodyLimit({
      maxSize,
      onError: (c) =>
        problemResponse(c, {
          status: 413,
          code: "too_large",
          detail: `the body is larger than ${maxSize} bytes`,
          headers: { connection: "close" },
        }),
    });
  const json = limitTo(limits.jsonBytes);
  const form = limitTo(limits.uploadBytes + formOverhead);
  return (c, next) => (c.req.header("content-type")?.startsWith("multipart/form-data") ? form(c, next) : json(c, next));
}
