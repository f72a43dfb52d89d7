import { AppError, type ErrorCode, asAppError } from "@lesion-atlas/core";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { AppEnv } from "../app/app-env.ts";
import type { ServiceLog } from "../ports.ts";
import { type ProblemFacts, problemResponse } from "./problem-response.ts";

/** Each code of `AppError` as an HTTP status; the only place. */
const statuses: Record<ErrorCode, ProblemFacts["status"]> = {
  invalid_input: 422,
  not_found: 404,
  conflict: 409,
  unsupported: 422,
  image_unreadable: 422,
  archive_unavailable: 503,
  model_invalid: 503,
  model_mismatch: 409,
  store_unavailable: 503,
  too_large: 413,
  cancelled: 503,
  internal: 500,
};

/** Seconds after which a store or an archive may be back. */
const retryAfterS = 5;

/** The last place of every error: a sentence for the caller, and the cause of a defect for the log alone. */
export function createOnError(log: ServiceLog | undefined) {
  return (thrown: unknown, c: Context<AppEnv>): Response => {
    if (thrown instanceof HTTPException) return httpException(thrown, c);
    const error = asAppError(thrown);
    if (error.code === "internal") {
      log?.error({ request_id: c.get("requestId"), stack: stackOf(error) }, "a request met a defect of ours");
    }
    if (error.code === "store_unavailable" || error.code === "archive_unavailable") {
      log?.error({ request_id: c.get("requestId"), reason: reasonOf(error) }, "a part of the service does not answer");
    }
    return problemResponse(c, factsOf(error, c));
  };
}

function factsOf(error: AppError, c: Context<AppEnv>): ProblemFacts {
  const status = statuses[error.code];
  if (error.code === "cancelled" && c.get("timeLimit")?.aborted) {
    const detail = "the request took longer than the service allows; ask for less, or again when it is less busy";
    return { status: 503, code: "timed_out", detail, retryAfterS };
  }
  if (error.code === "internal") {
    const detail = "this is a defect of Lesion Atlas; please report it with the request id";
    return { status, code: error.code, detail };
  }
  const detail = error.code === "store_unavailable" ? "the store does not answer at present" : error.message;
  return { status, code: error.code, detail, ...(status === 503 ? { retryAfterS } : {}) };
}

/** What Hono and its validators throw themselves: a body that is no JSON, a media type that no route takes. */
function httpException(thrown: HTTPException, c: Context<AppEnv>): Response {
  if (thrown.status === 415) {
    const detail = "this route does not take the body's media type; /openapi.json names those that it takes";
    return problemResponse(c, { status: 415, code: "unsupported_media_type", detail });
  }
  if (thrown.status === 413) {
    return problemResponse(c, { status: 413, code: "too_large", detail: thrown.message });
  }
  if (thrown.status === 403) {
    return problemResponse(c, { status: 403, code: "forbidden", detail: thrown.message });
  }
  return problemResponse(c, { status: 400, code: "invalid_input", detail: thrown.message || "malformed request" });
}

function stackOf(error: AppError): string | undefined {
  return error.cause instanceof Error ? error.cause.stack : error.stack;
}

function reasonOf({ cause, message }: AppError): string {
  return cause instanceof AppError ? cause.message : message;
}
