import { AppError, type CallOptions, type RunEvent, hasEnded, throwIfCancelled } from "@lesion-atlas/core";
import type { Redis } from "ioredis";
import { askRedis } from "../redis/open-redis.ts";
import type { KeptRun } from "./run-hash.ts";

const readAtOnce = 500;
const waitMs = 1000;

/**
 * The events of a run from Redis's stream; their ids are the stream's, so that any reader resumes behind any event.
 *
 * @param redis a connection of the reader's own: it blocks
 * @throws AppError `invalid_input` for an `after` that is no id of the stream
 */
export async function* followEvents(
  redis: Redis,
  { stream, state }: { stream: string; state: () => Promise<KeptRun["state"]> },
  { after = "0", signal }: CallOptions & { after?: string },
): AsyncGenerator<RunEvent> {
  if (!/^\d{1,16}(-\d{1,16})?$/.test(after)) {
    throw new AppError("invalid_input", `${after} is no event's id: give one that was read`);
  }
  for (let seen = after; ;) {
    throwIfCancelled(signal);
    const isOver = hasEnded(await state());
    const from = ["STREAMS", stream, seen] as const;
    const read = () =>
      isOver ? redis.xread("COUNT", readAtOnce, ...from) : redis.xread("COUNT", readAtOnce, "BLOCK", waitMs, ...from);
    const answer = await askRedis(read);
    throwIfCancelled(signal);
    for (const [id, fields] of answer?.[0]?.[1] ?? []) {
      seen = id;
      yield toEvent(id, fields);
    }
    if (isOver && !answer) return;
  }
}

function toEvent(id: string, fields: readonly string[]): RunEvent {
  const field = (name: string) => fields[fields.indexOf(name) + 1];
  const [event, at, facts] = [field("event"), field("at"), JSON.parse(field("facts"))];
  if (event !== "progress") return { id, at, event, ...facts } as RunEvent;
  const { total, ...counts } = facts;
  const done = counts.stored + counts.unchanged + counts.updated + counts.rejected;
  return { id, at, event, counts, done, ...(total === undefined ? {} : { total }) } as RunEvent;
}
