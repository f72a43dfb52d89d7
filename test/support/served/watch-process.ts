import { monitorEventLoopDelay } from "node:perf_hooks";

/**
 * Loaded into a process by `node --import`: tells its parent, over the IPC channel, how late its timers came since it
 * was last asked and what its memory holds. `collect` (with --expose-gc) frees what can be freed first.
 */
const resolutionMs = 1;
const delays = monitorEventLoopDelay({ resolution: resolutionMs });
delays.enable();

process.on("message", ({ collect }: { collect: boolean }) => {
  if (collect) for (let round = 0; round < 3; round++) globalThis.gc?.();
  const [p99, longest] = [delays.percentile(99) / 1e6, delays.max / 1e6];
  process.send!({ delayMs: { p99, longest }, memory: process.memoryUsage() });
  delays.reset();
});
process.channel?.unref();
