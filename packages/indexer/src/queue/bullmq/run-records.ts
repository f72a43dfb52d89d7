import type { IndexCounts, Reject, Run, RunState } from "@lesion-atlas/core";
import type { Redis } from "ioredis";
import type { CheckedPlan } from "../check-plan.ts";
import { recordKeys } from "./names.ts";
import { type KeptRun, newRunHash, readRunHash } from "./run-hash.ts";
import { createExpiry } from "./run-expiry.ts";
import { withScripts } from "./scripts.ts";

/** Keys in a row, both ends inclusive. */
export interface KeyRange {
  first: string;
  last: string;
  /** How many the planner saw. */
  images: number;
}

/** What became of a range so far. */
export interface RangeOutcome extends IndexCounts {
  /** Of BullMQ, counted from 1 in each round; 0 before the first. */
  attempt: number;
  state: "new" | "working" | "done" | "failed";
  reason?: string;
}

/** Which attempt at which range speaks. */
export interface RangeAttempt {
  runId: string;
  round: number;
  range: number;
  attempt: number;
}

/** What a run's state is after a write, or that another attempt or round has taken over. */
export type StateAfter = RunState | "superseded";

/** Everything about runs that BullMQ's jobs do not keep, in Redis beside them: it survives workers, planners and Redis's restart. */
export type RunRecords = ReturnType<typeof createRunRecords>;

const mostEvents = 10_000;
const progressEventEveryMs = 1000;

export function createRunRecords(redis: Redis, prefix: string) {
  const keys = recordKeys(prefix);
  const scripts = withScripts(redis);

  return {
    keys,
    /** Changes nothing about a run of that id that is there already. */
    async create(id: string, plan: CheckedPlan, model: Run["model"]): Promise<void> {
      if ((await redis.exists(keys.run(id))) === 1) return;
      const hash = newRunHash(plan, model);
      const at = hash.created_at;
      const creation = redis.multi();
      for (const [field, value] of Object.entries(hash)) creation.hsetnx(keys.run(id), field, String(value));
      await creation
        .zadd(keys.runs, "NX", String(Date.parse(at)), id)
        .sadd(keys.models, model.fingerprint)
        .xadd(keys.events(id), "*", "event", "state", "at", at, "facts", JSON.stringify({ state: "waiting" }))
        .exec();
    },
    /** @returns undefined also for one that is being removed */
    async read(id: string): Promise<KeptRun | undefined> {
      return shown(readRunHash(id, await redis.hgetall(keys.run(id))));
    },
    /** Newest first. */
    async newest(limit: number): Promise<KeptRun[]> {
      const ids = await redis.zrevrange(keys.runs, 0, limit - 1);
      const hashes = await Promise.all(ids.map((id) => redis.hgetall(keys.run(id))));
      return ids.map((id, index) => shown(readRunHash(id, hashes[index]))).filter((run) => run !== undefined);
    },
    models: (): Promise<string[]> => redis.smembers(keys.models),

    async enter(
      { id, round }: Pick<KeptRun, "id" | "round">,
      state: RunState,
      { reason = "", stamp = "" }: { reason?: string; stamp?: "" | "started_at" | "finished_at" } = {},
    ): Promise<StateAfter> {
      const at = new Date().toISOString();
      const words = [round, state, reason, at, stamp, mostEvents];
      return (await scripts.enterState(keys.run(id), keys.events(id), ...words)) as StateAfter;
    },
    /** @returns the new round, or 0 when the run goes on or somebody else was first */
    async beginRound({ id, round }: Pick<KeptRun, "id" | "round">): Promise<number> {
      const words = [round, new Date().toISOString(), mostEvents];
      return Number(await scripts.beginRound(keys.run(id), keys.events(id), ...words));
    },
    async set(id: string, facts: Record<string, string | number>): Promise<void> {
      await redis.hset(keys.run(id), facts);
    },
    /** Remembers how many ranges of this round have a job. */
    async setAdded({ id, round }: Pick<KeptRun, "id" | "round">, added: number): Promise<StateAfter> {
      return (await scripts.setAdded(keys.run(id), round, added)) as StateAfter;
    },
    async warn(id: string, message: string): Promise<void> {
      const facts = JSON.stringify({ message });
      const at = new Date().toISOString();
      await redis.xadd(keys.events(id), "*", "event", "warning", "at", at, "facts", facts);
    },
    /** Warns at most once a minute: an archive that has gone fails every range, again and again. */
    async warnOfRetry(id: string, message: string): Promise<void> {
      if ((await redis.set(keys.warned(id), "1", "PX", 60_000, "NX")) === "OK") await this.warn(id, message);
    },

    /**
     * Writes ranges from a number on, each unless its number is taken.
     *
     * @returns the ranges of these numbers now: of two planners the first counts
     */
    async addRanges(id: string, number: number, ranges: readonly KeyRange[]): Promise<KeyRange[]> {
      const write = (range: KeyRange, place: number) =>
        redis.hsetnx(keys.ranges(id), String(number + place), JSON.stringify(range));
      await Promise.all([...ranges.map(write), redis.hset(keys.run(id), "ranges", number + ranges.length)]);
      return this.ranges(id, number, ranges.length);
    },
    async range(id: string, number: number): Promise<KeyRange | undefined> {
      const text = await redis.hget(keys.ranges(id), String(number));
      return text === null ? undefined : (JSON.parse(text) as KeyRange);
    },
    /** Up to `count` from a number on, as many as there are. */
    async ranges(id: string, number: number, count: number): Promise<KeyRange[]> {
      const texts = await redis.hmget(keys.ranges(id), ...numbersFrom(number, count));
      const written = texts.includes(null) ? texts.slice(0, texts.indexOf(null)) : texts;
      return written.map((text) => JSON.parse(text!) as KeyRange);
    },
    async outcome(id: string, number: number): Promise<RangeOutcome | undefined> {
      const text = await redis.hget(keys.outcomes(id), String(number));
      return text === null ? undefined : (JSON.parse(text) as RangeOutcome);
    },
    /** Of `count` ranges from a number on; undefined for those that nobody has begun. */
    async outcomesFrom(id: string, number: number, count: number): Promise<(RangeOutcome | undefined)[]> {
      const texts = await redis.hmget(keys.outcomes(id), ...numbersFrom(number, count));
      return texts.map((text) => (text === null ? undefined : (JSON.parse(text) as RangeOutcome)));
    },
    /** Every range's, in no order. */
    async *outcomes(id: string): AsyncGenerator<{ number: number; outcome: RangeOutcome }> {
      let cursor = "0";
      do {
        const [next, fields] = await redis.hscan(keys.outcomes(id), cursor, "COUNT", 500);
        for (let place = 0; place < fields.length; place += 2) {
          yield { number: Number(fields[place]), outcome: JSON.parse(fields[place + 1]) as RangeOutcome };
        }
        cursor = next;
      } while (cursor !== "0");
    },
    async setOutcome(id: string, number: number, outcome: RangeOutcome): Promise<void> {
      await redis.hset(keys.outcomes(id), String(number), JSON.stringify(outcome));
    },
    async record(
      { runId, round, range, attempt }: RangeAttempt,
      state: RangeOutcome["state"],
      { stored, unchanged, updated, rejected }: IndexCounts,
      reason = "",
    ): Promise<StateAfter> {
      const now = Date.now();
      const words = [round, range, attempt, state, stored, unchanged, updated, rejected, reason];
      const times = [new Date(now).toISOString(), now, progressEventEveryMs, mostEvents];
      const names = [keys.run(runId), keys.outcomes(runId), keys.events(runId)];
      return (await scripts.recordRange(...names, ...words, ...times)) as StateAfter;
    },

    /** Names it once, however often it is tried. */
    async addReject(runId: string, range: number, { key, file, reason }: Reject): Promise<void> {
      const isNew = await redis.hset(keys.rejects(runId, range), key, JSON.stringify({ file, reason }));
      if (isNew === 0) return;
      const facts = JSON.stringify({ key, file, reason });
      const at = new Date().toISOString();
      await redis.xadd(keys.events(runId), "MAXLEN", "~", mostEvents, "*", "event", "reject", "at", at, "facts", facts);
    },
    /** By key ascending. */
    async rejects(runId: string, range: number): Promise<Reject[]> {
      const fields = await redis.hgetall(keys.rejects(runId, range));
      return Object.entries(fields)
        .map(([key, text]) => ({ key, ...(JSON.parse(text) as Omit<Reject, "key">) }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    /** Forgets images that earlier attempts rejected and the last one did not. */
    async keepRejects(runId: string, range: number, kept: ReadonlySet<string>): Promise<void> {
      const known = await redis.hkeys(keys.rejects(runId, range));
      const mended = known.filter((key) => !kept.has(key));
      if (mended.length > 0) await redis.hdel(keys.rejects(runId, range), ...mended);
    },

    ...createExpiry(redis, keys),

    /** Remembers how fast a model was; a later measurement counts for a third. */
    async rememberSpeed(fingerprint: string, imagesPerSecond: number): Promise<void> {
      const before = Number(await redis.hget(keys.speeds, fingerprint)) || imagesPerSecond;
      await redis.hset(keys.speeds, fingerprint, before + (imagesPerSecond - before) / 3);
    },
    async speed(fingerprint: string): Promise<number | undefined> {
      return Number(await redis.hget(keys.speeds, fingerprint)) || undefined;
    },
  };
}

function shown(kept: KeptRun | undefined): KeptRun | undefined {
  return kept?.expired ? undefined : kept;
}

function numbersFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, place) => String(first + place));
}
