import type { BackupProgress, MigrationProgress } from "@lesion-atlas/store";
import type { Events } from "./events.ts";
import { type ProgressState, createProgress } from "./progress.ts";
import type { TerminalStream } from "./terminal.ts";

/** What the moving of stored vectors tells while it goes on: to a person on stderr, and to a program as events. */
export interface MoveReport {
  progress(progress: MigrationProgress): void;
  /** Of a backup or a restore. */
  bytes(progress: BackupProgress): void;
  finish(): void;
}

const eventEveryMs = 1000;

export function createMoveReport(err: TerminalStream, events: Events, { quiet }: { quiet: boolean }): MoveReport {
  const lines = new Map<string, ReturnType<typeof createProgress>>();
  let [part, beganAt, emittedAt] = ["", 0, -Infinity];

  /** @param unit of the line; it begins anew with each part */
  function tell(unit: string, state: ProgressState, event: Readonly<Record<string, unknown>>): void {
    const now = performance.now();
    if (unit !== part) [part, beganAt] = [unit, now];
    const { done, total } = state;
    const perSecond = now - beganAt > 500 ? (1000 * done) / (now - beganAt) : 0;
    const secondsLeft = total !== undefined && perSecond > 0 ? (total - done) / perSecond : undefined;
    const line = lines.get(unit) ?? createProgress(err, { unit, quiet });
    lines.set(unit, line);
    line.update({ ...state, perSecond, secondsLeft });
    if (now - emittedAt < eventEveryMs && done !== total) return;
    emittedAt = now;
    events.emit({ event: "progress", ...event });
  }

  return {
    progress({ part: name, model, done, total, unchanged }) {
      const unit = name === "vectors" ? `vectors of ${model}` : name === "check" ? "images compared" : name;
      tell(unit, { done, total, counts: { unchanged } }, { part: name, model, done, total, unchanged });
    },
    bytes({ part: name, done, total }) {
      const unit = name === "copy" ? "MB copied" : "MB checked";
      const megabytes = (bytes: number) => Math.round(bytes / 1e6);
      const state = { done: megabytes(done), total: total === undefined ? undefined : megabytes(total) };
      tell(unit, state, { part: name, bytes_done: done, bytes: total });
    },
    finish() {
      for (const line of lines.values()) line.finish();
    },
  };
}
