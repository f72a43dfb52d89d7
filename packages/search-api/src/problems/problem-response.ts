import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { AppEnv } from "../app/app-env.ts";
import type { HttpProblem, HttpProblemCode } from "./http-problem.ts";

/** What goes wrong with a request, as the service says it. */
export interface ProblemFacts {
  status: ContentfulStatusCode;
  code: HttpProblemCode;
  /** What happened and what to do, one sentence. */
  detail: string;
  /** Seconds after which the same request may succeed; absent for one that never will. */
  retryAfterS?: number;
  headers?: Readonly<Record<string, string>>;
}

/** An answer of type application/problem+json; nobody keeps it. */
export function problemResponse(c: Context<AppEnv>, facts: ProblemFacts): Response {
  const { status, code, detail, retryAfterS, headers } = facts;
  const problem: HttpProblem = {
    type: "about:blank",
    title: code.replaceAll("_", " "),
    status,
    code,
    detail,
    retryable: retryAfterS !== undefined,
    request_id: c.get("requestId") ?? "",
  };
  return c.body(JSON.stringify(problem), status, {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...(retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) }),
    ...headers,
  });
}
