import type { SearchApp } from "@lesion-atlas/search-api";
import { hc } from "hono/client";
import { ServiceProblem } from "./service-problem.ts";

/** Where the service is mounted: the page lies at its root. */
export const serviceUrl = new URL(".", document.baseURI).href.replace(/\/$/, "");

const keyName = "lesion-atlas-key";

/** The key that the person gave, kept until the tab is closed. */
export function serviceKey(): string | null {
  return sessionStorage.getItem(keyName);
}

/** Keeps a key for this tab. */
export function keepKey(key: string): void {
  sessionStorage.setItem(keyName, key);
}

/** `fetch` with the key, that throws a `ServiceProblem` for every answer that is none. */
export async function askService(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const key = serviceKey();
  if (key !== null) headers.set("authorization", `Bearer ${key}`);
  let response: Response;
  try {
    response = await fetch(input, { ...init, headers });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ServiceProblem(0, "offline", "The service does not answer. Is it still running?", { cause });
  }
  if (response.ok) return response;
  const { code, detail } = await response.json().catch(() => ({ detail: response.statusText }));
  throw new ServiceProblem(response.status, code ?? "unknown", detail ?? "The service answered with an error.");
}

/** The service's typed client. */
export const service = hc<SearchApp>(serviceUrl, { fetch: askService });
