import type { Terminal, TerminalStream } from "../../src/output/terminal.ts";

export interface CapturedStream extends TerminalStream {
  text: string;
}

/** A terminal whose text is kept. */
export function capturedTerminal({ isTerminal = false, columns = 80 } = {}): {
  out: CapturedStream;
  err: CapturedStream;
} & Terminal {
  return { out: stream(), err: stream() };

  function stream(): CapturedStream {
    return {
      text: "",
      isTerminal,
      columns: isTerminal ? columns : Infinity,
      write(text) {
        this.text += text;
      },
    };
  }
}
