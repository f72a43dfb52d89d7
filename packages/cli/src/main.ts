import { processTerminal } from "./output/terminal.ts";
import { runLesion } from "./program.ts";

/** The `lesion` command: sets the exit code and returns once everything is closed. @param words without node and script */
export async function main(words: readonly string[]): Promise<void> {
  process.exitCode = await runLesion(words, processTerminal());
}
