import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "../app/app-env.ts";
import { problemResponse } from "../problems/problem-response.ts";

/** How much may be under way. */
export interface AdmissionLimits {
  /** Requests that compute at a time. */
  inFlight: number;
  /** Requests that wait for one of these; more are sent away at once. */
  queue: number;
}

/** Lets so many requests through, lets a few wait, and sends the rest away before they cost anything. */
export interface Admission {
  middleware: MiddlewareHandler<AppEnv>;
  state(): { inFlight: number; queued: number; refused: number };
}

const retryAfterS = 1;

/** A queue that is short keeps the wait short; who is sent away knows it at once and may come again. */
export function createAdmission({ inFlight: most, queue }: AdmissionLimits): Admission {
  const waiting: (() => void)[] = [];
  let inFlight = 0;
  let refused = 0;
  return {
    state: () => ({ inFlight, queued: waiting.length, refused }),
    middleware: async (c, next) => {
      if (inFlight >= most) {
        if (waiting.length >= queue) {
          refused += 1;
          const detail = "the service has as many searches in hand as it can take; come again";
          return problemResponse(c, { status: 503, code: "overloaded", detail, retryAfterS });
        }
        const began = performance.now();
        await new Promise<void>((resolve) => waiting.push(resolve));
        c.get("timings").add("queue", performance.now() - began);
      } else {
        inFlight += 1;
      }
      try {
        await next();
      } finally {
        const first = waiting.shift();
        if (first) first();
        else inFlight -= 1;
      }
    },
  };
}
