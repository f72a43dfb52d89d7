/** Writes values as they come, one write at a time: what came meanwhile is written as its newest alone. */
export interface LatestWrite<Value> {
  /** Returns at once. */
  set(value: Value): void;
  /** Writes what waits, and resolves when nothing is being written any more. */
  finish(): Promise<void>;
}

/**
 * @param write a failure is left to the next write
 * @param options.everyMs pause between two writes
 */
export function createLatestWrite<Value>(
  write: (value: Value) => Promise<void>,
  { everyMs }: { everyMs: number },
): LatestWrite<Value> {
  let waiting: { value: Value } | undefined;
  let writing: Promise<void> | undefined;
  let writtenAt = -Infinity;

  async function writeAll(): Promise<void> {
    while (waiting && performance.now() - writtenAt >= everyMs) {
      const { value } = waiting;
      waiting = undefined;
      writtenAt = performance.now();
      await write(value).catch(() => {});
    }
    writing = undefined;
  }

  return {
    set(value) {
      waiting = { value };
      writing ??= writeAll();
    },
    async finish() {
      await writing;
      writtenAt = -Infinity;
      await writeAll();
    },
  };
}
