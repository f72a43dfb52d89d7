import type { InferResponseType } from "hono/client";
import type { AskedConcept } from "../address/view.ts";
import type { FilterJson } from "../filters/filter-json.ts";
import { service } from "./service.ts";

export type PresenceDistribution = InferResponseType<typeof service.v1.distribution.$post, 200>;

/** Bars of the histogram. */
const bins = 40;

/** How the presence of what is asked is spread over the images of a filter. @throws ServiceProblem */
export async function presenceDistribution(
  concepts: readonly AskedConcept[],
  filter: FilterJson | undefined,
  { signal }: { signal: AbortSignal },
): Promise<PresenceDistribution> {
  const request = { json: { concepts: [...concepts], filter, bins } };
  const response = await service.v1.distribution.$post(request, { init: { signal } });
  return (await response.json()) as PresenceDistribution;
}
