import { formatCount, formatDuration } from "./numbers.ts";
import type { TerminalStream } from "./terminal.ts";

/** How far long work has come. */
export interface ProgressState {
  done: number;
  total?: number;
  /** Where the work measures it; 0 is not said. */
  perSecond?: number;
  secondsLeft?: number;
  /** Said at the end of the line, such as `3 rejected`; those of 0 are left out. */
  counts?: Readonly<Record<string, number>>;
}

/** Progress on stderr: one line that is rewritten in a terminal, else a line now and then. */
export interface Progress {
  update(state: ProgressState): void;
  /** A sentence of its own line, above the progress. */
  remark(sentence: string): void;
  /** Removes the line that is being rewritten. */
  finish(): void;
}

export interface ProgressOptions {
  /** What is counted: `images`. */
  unit: string;
  /** Says nothing at all. */
  quiet?: boolean;
  /** Milliseconds; for tests. */
  clock?: () => number;
}

const terminalEveryMs = 100;
const lineEveryMs = 10_000;

export function createProgress(stream: TerminalStream, options: ProgressOptions): Progress {
  const { unit, quiet = false, clock = () => performance.now() } = options;
  let spokenAt = stream.isTerminal ? -Infinity : clock();
  let shown = "";

  function clear(): void {
    if (shown) stream.write("\r\u001b[K");
    shown = "";
  }

  function show(line: string): void {
    if (!stream.isTerminal) return stream.write(`${line}\n`);
    shown = [...line].slice(0, Math.max(10, stream.columns - 1)).join("");
    stream.write(`\r\u001b[K${shown}`);
  }

  return {
    update(state) {
      const now = clock();
      if (quiet || now - spokenAt < (stream.isTerminal ? terminalEveryMs : lineEveryMs)) return;
      spokenAt = now;
      show(progressLine(state, unit));
    },
    remark(sentence) {
      if (quiet) return;
      const line = shown;
      clear();
      stream.write(`${sentence}\n`);
      if (line) show(line);
    },
    finish: clear,
  };
}

/** `120 of 800 images, 15 %, 41.2 a second, 17 s left, 2 rejected`. */
export function progressLine(state: ProgressState, unit: string): string {
  const { done, total, perSecond = 0, secondsLeft, counts = {} } = state;
  const known = total !== undefined && total > 0;
  const parts = [known ? `${formatCount(done)} of ${formatCount(total)} ${unit}` : `${formatCount(done)} ${unit}`];
  if (known) parts.push(`${Math.floor((100 * done) / total)} %`);
  if (perSecond > 0)
    parts.push(`${perSecond >= 100 ? formatCount(Math.round(perSecond)) : perSecond.toFixed(1)} a second`);
  if (secondsLeft !== undefined && secondsLeft > 0) parts.push(`${formatDuration(secondsLeft)} left`);
  for (const [name, count] of Object.entries(counts)) if (count > 0) parts.push(`${formatCount(count)} ${name}`);
  return parts.join(", ");
}
