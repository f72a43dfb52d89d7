import type { InferResponseType } from "hono/client";
import type { FilterJson } from "../filters/filter-json.ts";
import { service } from "./service.ts";

export type Facet = InferResponseType<typeof service.v1.facets.$get, 200>["facets"][number];

/** Counts of some fields under a filter, one request. @throws ServiceProblem */
export async function facetsOf(
  fields: readonly string[],
  filter: FilterJson | undefined,
  { signal }: { signal: AbortSignal },
): Promise<{ searched: number; facets: Facet[] }> {
  const query = { fields: fields.join(","), limit: "30", ...(filter ? { filter: JSON.stringify(filter) } : {}) };
  const response = await service.v1.facets.$get({ query: query as never }, { init: { signal } });
  return (await response.json()) as { searched: number; facets: Facet[] };
}
