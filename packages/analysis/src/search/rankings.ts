import { randomUUID } from "node:crypto";
import { AppError } from "@lesion-atlas/core";
import type { PresenceQuery } from "../presence/presence-query.ts";
import type { Ranking } from "./rank-images.ts";

/** A ranking that was begun, and what of it was shown. */
export interface KeptRanking {
  fingerprint: string;
  ranking: Ranking;
  presence?: PresenceQuery;
  made: string;
  counts: { searched: number; matching: number; matchingInterval?: { low: number; high: number } };
  /** In order: what the first page showed, or once `frozen` everything. */
  entries: { id: string; dot: number; subject?: string }[];
  /** Set by the second page: from then on nothing is searched for again. */
  frozen: boolean;
}

/** A bounded memory of rankings, for paging. */
export interface Rankings {
  /** @returns the cursor of what follows the entries shown */
  keep(ranking: KeptRanking, offset: number): string;
  /** The cursor of a later page of a ranking that `find` gave. */
  cursorOf(id: string, offset: number): string;
  /** @throws AppError `not_found` for a cursor that has expired or never was. */
  find(cursor: string): { id: string; ranking: KeptRanking; offset: number };
}

/**
 * Remembers rankings in this process; the one not used for longest goes first.
 *
 * @param options.maximumEntries ids of all rankings together, 500,000 unless given (some 40 MB)
 * @param options.lifetimeMs after the last use, 15 minutes unless given
 */
export function createRankings({
  maximumEntries = 500_000,
  lifetimeMs = 15 * 60_000,
  now = Date.now,
}: { maximumEntries?: number; lifetimeMs?: number; now?: () => number } = {}): Rankings {
  /** A ranking that is not frozen yet may grow to 10,000 ids, but takes little: it counts as a hundred at least. */
  const sizeOf = ({ entries }: KeptRanking) => Math.max(100, entries.length);
  const kept = new Map<string, { ranking: KeptRanking; usedAt: number }>();

  function makeRoom(): void {
    let total = 0;
    for (const { ranking } of kept.values()) total += sizeOf(ranking);
    for (const [id, { ranking, usedAt }] of kept) {
      if (total <= maximumEntries && now() - usedAt <= lifetimeMs) break;
      kept.delete(id);
      total -= sizeOf(ranking);
    }
  }

  return {
    keep(ranking, offset) {
      const id = randomUUID();
      kept.set(id, { ranking, usedAt: now() });
      makeRoom();
      return cursorOf(id, offset);
    },
    cursorOf,
    find(cursor) {
      const { id = "", offset } = /^(?<id>[0-9a-f-]{36})\.(?<offset>\d{1,5})$/.exec(cursor)?.groups ?? {};
      makeRoom();
      const found = kept.get(id);
      if (!found) {
        throw new AppError(
          "not_found",
          "this cursor has expired (or is of another server process): search again without it",
        );
      }
      kept.delete(id);
      kept.set(id, { ...found, usedAt: now() });
      return { id, ranking: found.ranking, offset: Number(offset) };
    },
  };
}

function cursorOf(id: string, offset: number): string {
  return `${id}.${offset}`;
}
