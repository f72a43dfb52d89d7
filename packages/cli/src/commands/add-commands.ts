import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { addPhantom } from "./phantom.ts";

/** Every command, in the order of a newcomer's day. */
export function addCommands(program: Command, run: RunCommand): void {
  for (const add of [addPhantom]) add(program, run);
}
