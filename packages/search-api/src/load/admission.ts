import type { Context, MiddlewareHandler } from "hono";
import type { AppEnv } from "../app/app-env.ts";
import { problemResponse } from "../problems/problem-response.ts";
import { readLater } from "./read-later.ts";

/** How much may be under way. */
export interface AdmissionLimits {
  /** Requests that compute at a time. */
  inFlight: number;
  /** Requests that wait for one of these; more are sent away at once. */
  queue: number;
}

/** Lets so many requests through, lets a few wait, and sends the rest away before they cost anything. */
export interface Admission {
  /** For the front of the app: sends away where all places are taken, before anything else is done for the request. */
  turnAway: MiddlewareHandler<AppEnv>;
  /** For just before the work: takes a place, or waits for one. */
  middleware: MiddlewareHandler<AppEnv>;
  state(): { inFlight: number; queued: number; refused: number };
}

const retryAfterS = 1;
/**
 * A connection that was sent away is read again after this time. A client that waits as Retry-After says never meets
 * it; one that asks again at once cannot keep the service busy with sending it away.
 */
const deafMs = 250;

/** A queue that is short keeps the wait short; who is sent away knows it at once and may come again. */
export function createAdmission({ inFlight: most, queue }: AdmissionLimits): Admission {
  const waiting: (() => void)[] = [];
  let inFlight = 0;
  let refused = 0;
  const isFull = () => inFlight >= most && waiting.length >= queue;

  function sendAway(c: Context<AppEnv>): Response {
    refused += 1;
    readLater(c, deafMs);
    const detail = "the service has as many searches in hand as it can take; come again";
    return problemResponse(c, { status: 503, code: "overloaded", detail, retryAfterS });
  }

  return {
    state: () => ({ inFlight, queued: waiting.length, refused }),
    turnAway: (c, next) => (isFull() ? Promise.resolve(sendAway(c)) : next()),
    middleware: async (c, next) => {
      if (isFull()) return sendAway(c);
      if (inFlight >= most) {
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
