import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";

export interface TimingOptions extends CallOptions {
  /** At least so many runs, of which the first warms up. Default: 2. */
  leastRuns?: number;
  /** Runs go on until they took so long together. Default: 0. */
  leastMs?: number;
  /** `performance.now()` after which no further run begins; the first one always does. */
  deadlineMs?: number;
}

/** The fastest of several runs, in milliseconds: other work only ever slows one down. @throws what `run` throws, `cancelled` */
export async function fastestMs(run: () => Promise<unknown>, options: TimingOptions = {}): Promise<number> {
  const { leastRuns = 2, leastMs = 0, deadlineMs = Infinity, signal } = options;
  const first = performance.now();
  let [fastest, now] = [Infinity, first];
  for (let count = 0; count < leastRuns || now - first < leastMs; count++) {
    if (count > 0 && now > deadlineMs) break;
    throwIfCancelled(signal);
    const begin = now;
    await run();
    now = performance.now();
    fastest = Math.min(fastest, now - begin);
  }
  return fastest;
}
