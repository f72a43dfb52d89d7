import { deleteProbe } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { printAnswer } from "../output/print-answer.ts";

/** `lesion probe delete`. */
export function addProbeDelete(probe: Command, run: RunCommand): void {
  probe
    .command("delete")
    .summary("delete a version of a probe, or all of them")
    .argument("<probe>", "NAME for every version, or NAME@VERSION")
    .action((text: string, _options: unknown, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const deleted = await deleteProbe(await composition.catalog(), text, { signal });
        printAnswer(terminal, config, { probe: text, deleted }, () => `Deleted ${deleted} of ${text}.\n`);
      }),
    );
}
