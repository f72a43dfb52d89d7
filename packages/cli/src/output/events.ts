import type { TerminalStream } from "./terminal.ts";

/** NDJSON on stdout for programs that follow long work: one event a line; the last is `done` or `error`. */
export interface Events {
  /** Writes nothing unless `--json` was given. */
  emit(event: { event: string } & Readonly<Record<string, unknown>>): void;
  /** Whether an event was written. */
  readonly begun: boolean;
}

export function createEvents(out: TerminalStream, json: boolean): Events {
  let begun = false;
  return {
    emit(event) {
      if (!json) return;
      begun = true;
      out.write(`${JSON.stringify(event)}\n`);
    },
    get begun() {
      return begun;
    },
  };
}
