import { AppError, asAppError } from "@lesion-atlas/core";
import { Redis, type RedisOptions } from "ioredis";

/** A Redis server: `redis://...`, options of ioredis, or a client of yours, of which a copy is made. */
export type RedisConnection = string | RedisOptions | Redis;

/** Milliseconds between attempts to reach a server that has gone. */
const reconnectMs = { first: 100, longest: 2000 };

/**
 * A client of its own on that server; close it with `disconnect`.
 *
 * @param options.patient waits for a server that has gone for as long as it takes, as a worker does; else a call fails
 * after two attempts
 * @param options.signal once aborted, a server that has gone is waited for no more; holds for copies of the client too
 */
export function openRedis(
  connection: RedisConnection,
  { patient, signal }: { patient: boolean; signal?: AbortSignal },
): Redis {
  const options: RedisOptions = {
    maxRetriesPerRequest: patient ? null : 2,
    retryStrategy: (times) => (signal?.aborted ? null : Math.min(reconnectMs.first * times, reconnectMs.longest)),
  };
  const client =
    typeof connection === "string"
      ? new Redis(connection, options)
      : connection instanceof Redis
        ? connection.duplicate(options)
        : new Redis({ ...connection, ...options });
  client.on("error", () => {});
  return endsWhenDisconnected(client);
}

/**
 * A client of ioredis 6 that is disconnected between two attempts to reconnect never says that it ended, and leaves its calls
 * open; a BullMQ worker that is being closed waits for that for ever. As one that waits for its first call it does both.
 */
function endsWhenDisconnected(client: Redis): Redis {
  const disconnect = client.disconnect.bind(client);
  const duplicate = client.duplicate.bind(client);
  client.disconnect = (reconnect = false) => {
    if (!reconnect && client.status === "reconnecting") client.status = "wait";
    disconnect(reconnect);
  };
  client.duplicate = (...options) => endsWhenDisconnected(duplicate(...options));
  return client;
}

/** Runs a call of the queue's server. @throws AppError `store_unavailable` where it does not answer */
export async function askRedis<Value>(call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    throw redisError(error);
  }
}

/** What a client throws, as an AppError. */
export function redisError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { message } = asAppError(thrown);
  if (/OOM command not allowed/.test(message)) {
    return new AppError("too_large", "the queue's Redis is full: give it more memory (maxmemory)", { cause: thrown });
  }
  if (/ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|[Cc]onnection is closed|max retries|LOADING|writeable|READONLY/.test(message)) {
    const reason = /[Cc]onnection is closed|max retries/.test(message) ? "no connection" : message;
    return new AppError(
      "store_unavailable",
      `the queue's Redis does not answer (${reason}): check that it runs, and LESION_REDIS_URL`,
      { cause: thrown },
    );
  }
  return asAppError(thrown);
}
