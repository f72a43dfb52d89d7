import { exitCodes } from "./exit-codes.ts";
import type { TerminalStream } from "./output/terminal.ts";

/** One Ctrl-C may arrive twice: from the terminal, and from the process that started this one (npm, `bin/lesion.js`). */
const sameKeyMs = 300;

/**
 * The first Ctrl-C (or SIGTERM) aborts the signal, which acts at the next safe point; a second one ends the process at
 * once with 130.
 */
export function listenForInterrupts(err: TerminalStream): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const onSignal = () => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      err.write("\nlesion: finishing what is in hand; Ctrl-C again ends at once\n");
      controller.abort();
    } else if (now - firstAt > sameKeyMs) {
      process.exit(exitCodes.interrupted);
    }
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    stop() {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}

/** Resolves when the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
