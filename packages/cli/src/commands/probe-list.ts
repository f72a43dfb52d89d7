import { listProbes, toProbeRow } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { formatCount } from "../output/numbers.ts";
import { printAnswer } from "../output/print-answer.ts";
import { formatTable } from "../output/table.ts";

/** `lesion probe list`. */
export function addProbeList(probe: Command, run: RunCommand): void {
  probe
    .command("list")
    .summary("every version of every probe")
    .action((_options: unknown, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const probes = (await listProbes(await composition.catalog(), { signal })).map(toProbeRow);
        printAnswer(terminal, config, { probes }, () =>
          probes.length === 0
            ? "There is no probe yet: lesion probe fit NAME --label FIELD\n"
            : formatTable(
                [
                  { title: "probe" },
                  { title: "label", longest: 40 },
                  { title: "model" },
                  { title: "classes", align: "right" },
                  { title: "train", align: "right" },
                  { title: "test", align: "right" },
                  { title: "leak", align: "right" },
                  { title: "balanced accuracy", align: "right" },
                ],
                probes.map((row) => [
                  `${row.name}@${row.version}`,
                  row.label,
                  row.model,
                  String(row.classes.length),
                  formatCount(row.training_images),
                  formatCount(row.test_images),
                  `${(100 * row.leak_share).toFixed(1)} %`,
                  row.balanced_accuracy === null ? "–" : row.balanced_accuracy.toFixed(3),
                ]),
              ),
        );
      }),
    );
}
