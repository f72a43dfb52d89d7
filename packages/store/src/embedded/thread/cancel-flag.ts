import { throwIfCancelled } from "@lesion-atlas/core";

/**
 * A signal as another thread can see it while it works: 0, then 1 once aborted. Undefined where the call has no signal.
 */
export type CancelFlag = Int32Array | undefined;

/** @returns the flag, and what must be called when the call is over */
export function watchSignal(signal: AbortSignal | undefined): { flag: CancelFlag; unwatch: () => void } {
  if (!signal) return { flag: undefined, unwatch: () => {} };
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const raise = () => Atomics.store(flag, 0, 1);
  signal.addEventListener("abort", raise, { once: true });
  return { flag, unwatch: () => signal.removeEventListener("abort", raise) };
}

const aborted = AbortSignal.abort();

/** @throws AppError `cancelled` once the flag is raised */
export function checkFlag(flag: CancelFlag): void {
  if (flag && Atomics.load(flag, 0) === 1) throwIfCancelled(aborted);
}
