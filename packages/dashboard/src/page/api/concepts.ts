import { ServiceProblem } from "./service-problem.ts";
import { askService, service, serviceUrl } from "./service.ts";
import { starterConcepts } from "./starter-concepts.ts";

/** A concept that the service knows by name. */
export interface KnownConcept {
  name: string;
  group: string;
  /** Synonyms, the name among them. */
  terms: readonly string[];
}

/** The presence of one concept in one image. */
export interface ConceptPresence {
  name: string;
  presence: number;
  calibrated: boolean;
}

/** What the service knows by name; a short list of its own where it has no /v1/concepts. @throws ServiceProblem */
export async function knownConcepts({ signal }: { signal: AbortSignal }): Promise<KnownConcept[]> {
  const response = await askService(`${serviceUrl}/v1/concepts`, { signal }).catch(unlessMissing);
  if (!response) return starterConcepts;
  const { concepts } = (await response.json()) as { concepts: Partial<KnownConcept>[] };
  return concepts.flatMap(({ name, group = "concept", terms = [] }) =>
    name === undefined ? [] : [{ name, group, terms }],
  );
}

/** How present concepts are in one image, most present first. @throws ServiceProblem */
export async function conceptsIn(
  id: string,
  names: readonly string[],
  { signal }: { signal: AbortSignal },
): Promise<ConceptPresence[]> {
  const batches = Array.from({ length: Math.ceil(names.length / 40) }, (_, i) => names.slice(i * 40, (i + 1) * 40));
  const found = await Promise.all(
    batches.map(async (batch) => {
      const concepts = batch.map((name) => ({ name }));
      const request = { json: { concepts, filter: { must: [{ has_id: [id] }] }, limit: 1 } };
      const response = await service.v1.search.$post(request, { init: { signal } });
      const { hits } = (await response.json()) as { hits: { concepts?: ConceptPresence[] }[] };
      return hits[0]?.concepts ?? [];
    }),
  );
  return found.flat().sort((left, right) => right.presence - left.presence);
}

/** @throws what it is given, unless the service merely lacks the route */
export function unlessMissing(error: unknown): undefined {
  if (error instanceof ServiceProblem && error.status === 404) return undefined;
  throw error;
}
