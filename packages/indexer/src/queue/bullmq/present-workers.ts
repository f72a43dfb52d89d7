import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { RunWorker } from "@lesion-atlas/core";
import type { Redis } from "ioredis";
import { presenceKey } from "./names.ts";

/** A worker says so often that it is there, and is taken for gone when it has not for `goneMs`. */
const beatMs = 10_000;
const goneMs = 35_000;

/**
 * KEYS workers; ARGV worker, milliseconds until it is taken for gone. By Redis's own clock: those of the machines differ.
 */
const beat = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
`;

/** KEYS workers. Returns those that are not taken for gone. */
const present = `
local time = redis.call('TIME')
return redis.call('ZRANGEBYSCORE', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000), '+inf')
`;

/**
 * Says that a worker is at work, now and until it is stopped. CLIENT LIST would tell as much where it is allowed, which hosted
 * servers often do not.
 *
 * @param redis a patient client: a beat that finds no server is made up for by a later one
 * @param options.everyMs between two beats; 10,000 unless given
 * @returns takes the worker from the list
 */
export async function announceWorker(
  redis: Redis,
  prefix: string,
  worker: Omit<RunWorker, "host">,
  { everyMs = beatMs }: { everyMs?: number } = {},
): Promise<{ stop(): Promise<void> }> {
  const member = JSON.stringify({ id: randomUUID(), host: hostname(), ...worker });
  let beating: Promise<unknown> | undefined;
  const say = () => {
    beating ??= redis
      .eval(beat, 1, presenceKey(prefix), member, goneMs)
      .catch(() => {})
      .finally(() => (beating = undefined));
    return beating;
  };
  await say();
  const timer = setInterval(say, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await beating;
      await redis.zrem(presenceKey(prefix), member).catch(() => {});
    },
  };
}

/** The workers that are there, of every model. */
export async function presentWorkers(redis: Redis, prefix: string): Promise<RunWorker[]> {
  const members = (await redis.eval(present, 1, presenceKey(prefix))) as string[];
  return members.map((member) => {
    const { host, model, roles } = JSON.parse(member) as RunWorker;
    return { host, model, roles };
  });
}
