import type { InferResponseType } from "hono/client";
import type { Hit } from "./search-images.ts";
import { service } from "./service.ts";

export type KnownConcept = InferResponseType<typeof service.v1.concepts.$get, 200>["concepts"][number];
export type ConceptPresence = NonNullable<Hit["concepts"]>[number];

/** The service asks about at most 50 concepts at once. */
const batchSize = 40;

/** What the service knows by name, in the order of its file. @throws ServiceProblem */
export async function knownConcepts({ signal }: { signal: AbortSignal }): Promise<KnownConcept[]> {
  const response = await service.v1.concepts.$get(undefined, { init: { signal } });
  return ((await response.json()) as { concepts: KnownConcept[] }).concepts;
}

/** How present concepts are in one image, most present first. @throws ServiceProblem */
export async function conceptsIn(
  id: string,
  names: readonly string[],
  { signal }: { signal: AbortSignal },
): Promise<ConceptPresence[]> {
  const batches = Array.from({ length: Math.ceil(names.length / batchSize) }, (_, batch) =>
    names.slice(batch * batchSize, (batch + 1) * batchSize),
  );
  const found = await Promise.all(
    batches.map(async (batch) => {
      const concepts = batch.map((name) => ({ name }));
      const request = { json: { concepts, filter: { must: [{ has_id: [id] }] }, limit: 1 } };
      const response = await service.v1.search.$post(request, { init: { signal } });
      const { hits } = (await response.json()) as { hits: Hit[] };
      return hits[0]?.concepts ?? [];
    }),
  );
  return found.flat().sort((left, right) => right.presence - left.presence);
}
