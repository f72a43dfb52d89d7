import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { queryOption } from "./asked-filter.ts";
import { type ClassifyOptions, classifyCommand } from "./classify-command.ts";
import { filterOption } from "./options.ts";

/** `lesion probe predict`: `lesion classify --probe` under its own name. */
export function addProbePredict(probe: Command, run: RunCommand): void {
  probe
    .command("predict")
    .summary("what a probe says of stored images or files")
    .description("Classify images with a probe. It refuses vectors of another model than its own.")
    .argument("<probe>", "NAME, or NAME@VERSION")
    .argument("[images...]", "files, or stored images: id, key, or ARCHIVE:KEY; none with --filter or --query")
    .addOption(filterOption())
    .addOption(queryOption())
    .option("--write <field>", "write the class into fields.NAME of each stored image that the filter or query finds")
    .addHelpText(
      "after",
      exampleText([
        "lesion probe predict diagnosis photograph.jpg",
        'lesion probe predict diagnosis --query "image_type:dermoscopic" --write guess',
      ]),
    )
    .action((name: string, images: string[], options: Omit<ClassifyOptions, "probe">, command: Command) =>
      run(command, (context) => classifyCommand(images, { ...options, probe: name }, context)),
    );
}
