import { findChromium } from "./find-chromium.ts";
import { findQdrant } from "./qdrant/find-qdrant.ts";

/** What some tests need: Redis where `npm test` found or started it, Qdrant where tests can start one, Chromium. */
const isThere = {
  redis: () => process.env.LESION_REDIS_URL !== undefined,
  qdrant: () => !("missing" in findQdrant()),
  chromium: () => findChromium() !== undefined,
} as const;

export type Service = keyof typeof isThere;

/**
 * Whether the tests of a service run. A service named in `REQUIRE_SERVICES` (a comma list) is always "there", so that
 * its tests fail instead of being skipped.
 */
export function hasService(service: Service): boolean {
  const required = (process.env.REQUIRE_SERVICES ?? "").split(",").map((name) => name.trim());
  return required.includes(service) || isThere[service]();
}

/**
 * Where a server is that `npm test` keeps for all tests; Qdrant's tests start their own (`startQdrant`).
 *
 * @throws Error that says what to do, when the service is required and missing.
 */
export function serviceUrl(service: "redis"): string {
  const url = process.env.LESION_REDIS_URL;
  if (!url) throw new Error(`REQUIRE_SERVICES names ${service}, but npm test found none and could start none`);
  return url;
}
