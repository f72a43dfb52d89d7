import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { addPullIsic } from "./pull-isic.ts";

/** `lesion pull`. */
export function addPull(program: Command, run: RunCommand): void {
  const pull = program
    .command("pull")
    .summary("download images from an archive's API into a folder")
    .description("Download images from an archive's API into a folder that lesion index reads.");
  addPullIsic(pull, run);
}
