import { hc } from "hono/client";
import type { SearchApp } from "../create-search-app.ts";

/**
 * A typed client of a running service, by Hono's `hc`: paths, bodies and answers have the service's own types.
 *
 * @param url where the app is mounted, such as http://127.0.0.1:4600
 * @param options.key an API key, where the service has keys
 */
export function createClient(url: string, { key, fetch }: { key?: string; fetch?: typeof globalThis.fetch } = {}) {
  return hc<SearchApp>(url, {
    ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    ...(fetch === undefined ? {} : { fetch }),
  });
}
