import type { Terminal } from "./terminal.ts";

/** The answer of a command on stdout: one line of JSON for programs, else what `toText` makes of it. */
export function printAnswer<Answer>(
  terminal: Terminal,
  { json }: { json: boolean },
  answer: Answer,
  toText: (answer: Answer) => string,
): void {
  terminal.out.write(json ? `${JSON.stringify(answer)}\n` : toText(answer));
}
