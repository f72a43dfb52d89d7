import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { findProbe, probePage } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { printAnswer } from "../output/print-answer.ts";
import { probeReportText } from "../output/probe-report-text.ts";

/** `lesion probe show`. */
export function addProbeShow(probe: Command, run: RunCommand): void {
  probe
    .command("show")
    .summary("the report of a probe")
    .argument("<probe>", "NAME, or NAME@VERSION")
    .option("--html <file>", "write it as one page")
    .action((text: string, { html }: { html?: string }, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const { report } = await findProbe(await composition.catalog(), text, { signal });
        if (html !== undefined) await writeFile(resolve(html), probePage(report));
        printAnswer(terminal, config, report, probeReportText);
      }),
    );
}
