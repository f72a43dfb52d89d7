import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads";

const environmentKey = "lesion-atlas.exit-guard";
/** Places in the shared counters. */
const running = 0;
const exiting = 1;
/** How long the end of the process may wait for the runs in hand. */
const longestWaitMs = 60_000;

/**
 * Makes it safe to end this process while a worker thread is in the middle of an onnxruntime call.
 *
 * Without it Node stops the worker there, the binding throws where nobody can catch, and the process aborts (exit code
 * 134) instead of ending with its own code. With it the end waits until the calls in hand are over, and no new one
 * begins. Call it on the main thread before a worker is started that opens sessions; calling it again does nothing.
 * For the same reason such a worker must never be ended with `terminate()` while a session runs in it.
 */
export function guardProcessExit(): void {
  if (!isMainThread || sharedCounters()) return;
  const counters = new Int32Array(new SharedArrayBuffer(8));
  setEnvironmentData(environmentKey, counters);
  process.on("exit", () => {
    Atomics.store(counters, exiting, 1);
    const deadline = performance.now() + longestWaitMs;
    for (;;) {
      const calls = Atomics.load(counters, running);
      const left = deadline - performance.now();
      if (calls === 0 || left <= 0) return;
      Atomics.wait(counters, running, calls, left);
    }
  });
}

/** Runs one call into onnxruntime such that the process does not end in the middle of it; once it is ending, never. */
export async function guarded<Result>(call: () => Promise<Result>): Promise<Result> {
  const counters = isMainThread ? undefined : sharedCounters();
  if (!counters) return call();
  Atomics.add(counters, running, 1);
  try {
    if (Atomics.load(counters, exiting) === 0) return await call();
  } finally {
    leave(counters);
  }
  return new Promise<never>(() => {});
}

function leave(counters: Int32Array): void {
  Atomics.sub(counters, running, 1);
  Atomics.notify(counters, running);
}

function sharedCounters(): Int32Array | undefined {
  return getEnvironmentData(environmentKey) as Int32Array | undefined;
}
