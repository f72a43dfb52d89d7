/** The servers that some tests need, where `npm test` found or started them. */
const urls = { redis: process.env.LESION_REDIS_URL } as const;

export type Service = keyof typeof urls;

/**
 * Whether the tests of a service run. A service named in `REQUIRE_SERVICES` (a comma list) is always "there", so that
 * its tests fail instead of being skipped.
 */
export function hasService(service: Service): boolean {
  const required = (process.env.REQUIRE_SERVICES ?? "").split(",").map((name) => name.trim());
  return urls[service] !== undefined || required.includes(service);
}

/** @throws Error that says what to do, when the service is required and missing. */
export function serviceUrl(service: Service): string {
  const url = urls[service];
  if (!url) throw new Error(`REQUIRE_SERVICES names ${service}, but npm test found none and could start none`);
  return url;
}
