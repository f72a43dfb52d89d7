import type { Command } from "commander";
import type { Composition } from "./compose.ts";
import type { Config } from "./config.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Events } from "./output/events.ts";
import type { Terminal } from "./output/terminal.ts";

/** What a command gets beside its own words and options. */
export interface CommandContext {
  config: Config;
  terminal: Terminal;
  /** Store, encoder and models, opened when first asked for and closed behind the command. */
  composition: Composition;
  /** What encoders run on: found out once, and warned of once. */
  device: Composition["device"];
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
  /** For long work: from the first event on, a failure is an event too. */
  events: Events;
}

/** Runs the body of a command; what it returns is the exit code, and what it throws becomes one. */
export type RunCommand = (
  command: Command,
  body: (context: CommandContext) => Promise<ExitCode | void>,
) => Promise<void>;
