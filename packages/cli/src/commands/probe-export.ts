import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { findProbe, probeJson, probeToOnnx } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { printAnswer } from "../output/print-answer.ts";

/** `lesion probe export`. */
export function addProbeExport(probe: Command, run: RunCommand): void {
  probe
    .command("export")
    .summary("write a probe as JSON or ONNX")
    .description(
      "Write a probe as JSON with its weights, classes, model fingerprint and report (scores = coefficients . x + " +
        "intercepts for a unit vector x, then the link), or, for FILE.onnx, as a graph from features to probabilities.",
    )
    .argument("<probe>", "NAME, or NAME@VERSION")
    .argument("<file>", "to write")
    .action((text: string, file: string, _options: unknown, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const stored = await findProbe(await composition.catalog(), text, { signal });
        await writeFile(
          resolve(file),
          /\.onnx$/i.test(file) ? probeToOnnx(stored.probe) : `${JSON.stringify(probeJson(stored))}\n`,
        );
        printAnswer(
          terminal,
          config,
          { probe: `${stored.name}@${stored.version}`, file },
          () => `Wrote ${stored.name}@${stored.version} to ${file}.\n`,
        );
      }),
    );
}
