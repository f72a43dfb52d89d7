/** Where a command writes: results on `out`, progress and remarks on `err`. */
export interface Terminal {
  out: TerminalStream;
  err: TerminalStream;
}

export interface TerminalStream {
  write(text: string): void;
  /** Whether a person watches: lines may be rewritten. */
  readonly isTerminal: boolean;
  /** Characters in a line; Infinity where nobody watches. */
  readonly columns: number;
}

/** The process's own streams. A reader that goes away (`lesion search ... | head`) ends the writing, not the command. */
export function processTerminal(): Terminal {
  return { out: stream(process.stdout), err: stream(process.stderr) };
}

function stream(target: NodeJS.WriteStream): TerminalStream {
  let gone = false;
  target.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    gone = true;
  });
  return {
    write(text) {
      if (!gone) target.write(text);
    },
    get isTerminal() {
      return target.isTTY === true;
    },
    get columns() {
      return target.isTTY ? target.columns || 80 : Infinity;
    },
  };
}
