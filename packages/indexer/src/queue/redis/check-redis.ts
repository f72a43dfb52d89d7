import { AppError } from "@lesion-atlas/core";
import { type RedisConnection, askRedis, openRedis } from "./open-redis.ts";

/** BullMQ 6 asks for this at least ("recommended minimum version" in its source); older ones lack commands. */
export const oldestRedis = "6.2.0";

/** What matters about a Redis that keeps a queue. */
export interface RedisFacts {
  version: string;
  /** `maxmemory-policy`; undefined where the server does not say. */
  maxmemoryPolicy?: string;
  appendOnly: boolean;
  usedMemoryBytes: number;
  /** Settings that may lose jobs, a sentence each. */
  warnings: string[];
}

/**
 * Asks a server what it is.
 *
 * @param options.oldest the version that is still taken
 * @throws AppError `unsupported` with both versions for a server that is too old, `store_unavailable` for none
 */
export async function checkRedis(
  connection: RedisConnection,
  { oldest = oldestRedis }: { oldest?: string } = {},
): Promise<RedisFacts> {
  const redis = openRedis(connection, { patient: false });
  try {
    return readRedisInfo(await askRedis(() => redis.info()), { oldest });
  } finally {
    redis.disconnect();
  }
}

/**
 * Reads the answer of `INFO`.
 *
 * @throws AppError `unsupported` with both versions for a server that is too old
 */
export function readRedisInfo(info: string, { oldest = oldestRedis }: { oldest?: string } = {}): RedisFacts {
  const facts = new Map(info.split(/\r?\n/).map((line) => line.split(/:(.*)/, 2) as [string, string]));
  const version = facts.get("redis_version") ?? "0";
  if (isOlder(version, oldest)) {
    throw new AppError(
      "unsupported",
      `the queue's Redis is ${version}, older than ${oldest}: update it, or name another with LESION_REDIS_URL`,
    );
  }
  const maxmemoryPolicy = facts.get("maxmemory_policy");
  const appendOnly = facts.get("aof_enabled") === "1";
  const warnings: string[] = [];
  if (maxmemoryPolicy !== undefined && maxmemoryPolicy !== "noeviction") {
    warnings.push(
      `the queue's Redis has maxmemory-policy ${maxmemoryPolicy} and may throw jobs away: set it to noeviction`,
    );
  }
  if (!appendOnly) {
    warnings.push("the queue's Redis has no append-only file and forgets jobs when it ends: set appendonly yes");
  }
  return { version, maxmemoryPolicy, appendOnly, usedMemoryBytes: Number(facts.get("used_memory") ?? 0), warnings };
}

function isOlder(version: string, oldest: string): boolean {
  const [mine, theirs] = [version, oldest].map((text) => text.split(".").map(Number));
  const differing = theirs.findIndex((part, index) => part !== (mine[index] ?? 0));
  return differing >= 0 && !((mine[differing] ?? 0) > theirs[differing]);
}
