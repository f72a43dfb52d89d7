import { hasEnded, type RunState } from "@lesion-atlas/core";
import type { Redis } from "ioredis";
import type { recordKeys } from "./names.ts";
import { type KeptRun, readRunHash } from "./run-hash.ts";

/**
 * Marks a run as being removed, if it ended when it was said to: one that was retried meanwhile is not.
 * KEYS run; ARGV time of its end. Returns 1, or 0.
 */
const claim = `
if redis.call('HGET', KEYS[1], 'finished_at') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'expired', 1)
return 1
`;

/** What is asked of and done to the records of runs that are to be removed. */
export function createExpiry(redis: Redis, keys: ReturnType<typeof recordKeys>) {
  return {
    /** Oldest first. */
    idsByAge: (): Promise<string[]> => redis.zrange(keys.runs, "0", "-1"),
    /** When a run ended, ISO 8601; undefined for one that goes on. */
    async endOf(id: string): Promise<string | undefined> {
      const [state, end] = await redis.hmget(keys.run(id), "state", "finished_at");
      return state && hasEnded(state as RunState) && end ? end : undefined;
    },
    /** @returns whether it may be removed */
    async claimExpired(id: string, end: string): Promise<boolean> {
      return (await redis.eval(claim, 1, keys.run(id), end)) === 1;
    },
    async readExpired(id: string): Promise<KeptRun | undefined> {
      return readRunHash(id, await redis.hgetall(keys.run(id)));
    },
    async removeRejects(id: string, ranges: readonly number[]): Promise<void> {
      if (ranges.length > 0) await redis.unlink(...ranges.map((range) => keys.rejects(id, range)));
    },
    /** The run itself, last of all. */
    async remove(id: string): Promise<void> {
      await redis.unlink(keys.ranges(id), keys.outcomes(id), keys.events(id));
      await redis.multi().unlink(keys.run(id)).zrem(keys.runs, id).exec();
    },
  };
}
