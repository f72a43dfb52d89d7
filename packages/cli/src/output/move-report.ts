import type { MigrationProgress } from "@lesion-atlas/store";
import type { Events } from "./events.ts";
import { type ProgressState, createProgress } from "./progress.ts";
import type { TerminalStream } from "./terminal.ts";

/** What the moving of stored vectors tells while it goes on: to a person on stderr, and to a program as events. */
export interface MoveReport {
  progress(progress: MigrationProgress): void;
  finish(): void;
}

const eventEveryMs = 1000;

export function createMoveReport(err: TerminalStream, events: Events, { quiet }: { quiet: boolean }): MoveReport {
  const lines = new Map<string, ReturnType<typeof createProgress>>();
  let [part, beganAt, emittedAt] = ["", 0, -Infinity];

  function lineOf(unit: string) {
    const line = lines.get(unit) ?? createProgress(err, { unit, quiet });
    lines.set(unit, line);
    return line;
  }

  return {
    progress({ part: name, model, done, total, unchanged }) {
      const now = performance.now();
      const unit = name === "vectors" ? `vectors of ${model}` : name === "check" ? "images compared" : name;
      if (unit !== part) [part, beganAt] = [unit, now];
      const perSecond = now - beganAt > 500 ? (1000 * done) / (now - beganAt) : 0;
      const secondsLeft = total !== undefined && perSecond > 0 ? (total - done) / perSecond : undefined;
      const state: ProgressState = { done, total, perSecond, secondsLeft, counts: { unchanged } };
      lineOf(unit).update(state);
      if (now - emittedAt < eventEveryMs && done !== total) return;
      emittedAt = now;
      events.emit({ event: "progress", part: name, model, done, total, unchanged });
    },
    finish() {
      for (const line of lines.values()) line.finish();
    },
  };
}
