import { AppError, type CallOptions, type RunEvent, throwIfCancelled } from "@lesion-atlas/core";

/** Something that happened, without its id and time. */
export type Happening = RunEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, "id" | "at">
    : never
  : never;

/** The events of one run, numbered from 1, and readers that wait for more. */
export interface EventLog {
  add(happening: Happening): void;
  /** Ends when `isOver` says so and everything was read. @throws AppError `invalid_input` for an `after` that is no number */
  read(isOver: () => boolean, options?: CallOptions & { after?: string }): AsyncGenerator<RunEvent>;
}

/** Kept in memory; the oldest go beyond `largest`. */
export function createEventLog(largest = 10_000): EventLog {
  const events: RunEvent[] = [];
  let last = 0;
  let changed = Promise.withResolvers<void>();
  return {
    add(happening) {
      events.push({ id: String(++last), at: new Date().toISOString(), ...happening } as RunEvent);
      if (events.length > largest) events.shift();
      changed.resolve();
      changed = Promise.withResolvers();
    },
    async *read(isOver, { after = "0", signal } = {}) {
      if (!/^\d+$/.test(after))
        throw new AppError("invalid_input", `${after} is no event's id: give one that was read`);
      for (let seen = Number(after); ;) {
        throwIfCancelled(signal);
        const { promise } = changed;
        const next = events.find(({ id }) => Number(id) > seen);
        if (next) {
          seen = Number(next.id);
          yield next;
        } else if (isOver()) return;
        else await Promise.race([promise, aborted(signal)]);
      }
    },
  };
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
}
