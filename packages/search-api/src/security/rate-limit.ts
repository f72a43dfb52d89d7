import type { MiddlewareHandler } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { AppEnv } from "../app/app-env.ts";
import { problemResponse } from "../problems/problem-response.ts";

/** How many requests a minute one key, and one address, may send; a picture counts as a tenth. */
export interface RateLimits {
  perKey: number;
  perAddress: number;
}

const pointsOfRequest = 10;
const pointsOfPicture = 1;

/** The address limit comes before the key is looked at, so that guessing keys is slow too. */
export function createRateLimits({ perKey, perAddress }: RateLimits) {
  const byKey = new RateLimiterMemory({ points: perKey * pointsOfRequest, duration: 60 });
  const byAddress = new RateLimiterMemory({ points: perAddress * pointsOfRequest, duration: 60 });
  return {
    address: limit(byAddress, (c) => c.env?.incoming?.socket.remoteAddress ?? "unknown"),
    key: limit(byKey, (c) => c.get("caller").name),
  };
}

function limit(
  limiter: RateLimiterMemory,
  nameOf: (c: Parameters<MiddlewareHandler<AppEnv>>[0]) => string,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const points = /\/(thumbnail|original)$/.test(c.req.path) ? pointsOfPicture : pointsOfRequest;
    try {
      await limiter.consume(nameOf(c), points);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const retryAfterS = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      const detail = `too many requests; wait ${retryAfterS} s`;
      return problemResponse(c, { status: 429, code: "rate_limited", detail, retryAfterS });
    }
    return next();
  };
}
