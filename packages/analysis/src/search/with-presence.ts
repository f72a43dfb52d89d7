import type { CallOptions, SearchHit, VectorStore } from "@lesion-atlas/core";
import { type Hit, toHit } from "../answers/hit.ts";
import { conceptPresences, presenceAt } from "../presence/presence-of.ts";
import type { PresenceQuery } from "../presence/presence-query.ts";

/** Hits of a search by words: a single concept's presence follows from x.q; several need the vectors of the hits. */
export async function withPresence(
  store: VectorStore,
  query: PresenceQuery,
  hits: readonly SearchHit[],
  options: CallOptions,
): Promise<Hit[]> {
  const [only] = query.concepts;
  const several = query.concepts.length > 1;
  const ids = several ? hits.map(({ id }) => id) : [];
  const images = await store.get(ids, { ...options, vectors: true });
  return hits.flatMap((hit, index) => {
    const presence = presenceAt(query, hit.dot);
    const vector = images[index]?.vector;
    // An image that was deleted since the search has no vector to ask.
    if (several && !vector) return [];
    const { name, weight, calibration } = only;
    const concepts = vector
      ? conceptPresences(query, vector)
      : [
          {
            name,
            weight,
            presence: weight > 0 ? presence : 1 - presence,
            calibrated: calibration.source !== undefined,
          },
        ];
    return [{ ...toHit(hit), presence, concepts }];
  });
}
