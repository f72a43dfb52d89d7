import type { SearchHit } from "@lesion-atlas/core";

/** Hits that cross to the calling thread at a time: to unpack all 10,000 of a long list would stall its timers. */
const hitsAtATime = 500;

/** The answer to a search: how many hits each query has, and the first of all hits, query after query. */
export interface HitsAnswer {
  counts: number[];
  hits: SearchHit[];
  /** Under which the other hits can be had; undefined when there are none. */
  ticket?: number;
}

/** Hits on the store's thread that wait to be fetched. */
export interface HeldHits {
  hold(lists: readonly SearchHit[][]): HitsAnswer;
  /** The next hits of a ticket; the last ones end it. */
  more(ticket: number): SearchHit[];
  /** Ends a ticket whose hits nobody wants any more. */
  drop(ticket: number): void;
}

/** Nothing is held at first. */
export function createHeldHits(): HeldHits {
  const held = new Map<number, SearchHit[]>();
  let tickets = 0;

  return {
    hold(lists) {
      const hits = lists.flat();
      const counts = lists.map((list) => list.length);
      if (hits.length <= hitsAtATime) return { counts, hits };
      const ticket = tickets++;
      held.set(ticket, hits.slice(hitsAtATime));
      return { counts, hits: hits.slice(0, hitsAtATime), ticket };
    },
    more(ticket) {
      const hits = held.get(ticket)!;
      if (hits.length <= hitsAtATime) held.delete(ticket);
      return hits.splice(0, hitsAtATime);
    },
    drop: (ticket) => void held.delete(ticket),
  };
}
