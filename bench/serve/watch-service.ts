import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { ServedProcess } from "../../test/support/served/start-served.ts";

/** A load, with what the service's memory did each second and how late its timers came. */
export async function watchService<Seen>(served: ServedProcess, run: () => Promise<Seen>) {
  await served.look();
  const running = run();
  const ended = new AbortController();
  const residentMib: number[] = [];
  const watching = (async () => {
    while (!ended.signal.aborted) {
      residentMib.push(residentOf(served.pid));
      await pause(1000, undefined, { signal: ended.signal }).catch(() => {});
    }
  })();
  try {
    const seen = await running;
    const { delayMs } = await served.look();
    const mostMib = Math.max(...residentMib);
    return { seen, delayMs, mostMib, grownMib: mostMib - residentMib[0] };
  } finally {
    ended.abort();
    await watching;
  }
}

/** MiB of a process on this machine; 0 where the system has no /proc. */
function residentOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024;
  } catch {
    return 0;
  }
}
