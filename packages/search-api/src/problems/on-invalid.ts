import type { Context } from "hono";
import type { ZodError } from "zod";
import type { AppEnv } from "../app/app-env.ts";
import { problemResponse } from "./problem-response.ts";

/**
 * What the routes' validators call: says the first thing to mend and where it is. 400 for what the description does
 * not allow, 422 for what it cannot say: an unknown field of a filter, JSON inside a text, the name of a class.
 */
export function onInvalid(
  result: { target: string; success: boolean; error?: ZodError },
  c: Context<AppEnv>,
): Response | undefined {
  if (result.success || !result.error) return undefined;
  const [issue] = result.error.issues;
  const place = issue.path.length > 0 ? `${issue.path.map(String).join(".")}: ` : "";
  const status = issue.code === "custom" || issue.code === "invalid_key" ? 422 : 400;
  const part = { json: "body", form: "form", query: "query", param: "path" }[result.target] ?? result.target;
  return problemResponse(c, { status, code: "invalid_input", detail: `${part}: ${place}${issue.message}` });
}
