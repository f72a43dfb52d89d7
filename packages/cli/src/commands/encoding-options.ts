import { AppError } from "@lesion-atlas/core";
import { type Command, Option } from "commander";
import { devices, largestBatch, mostThreads } from "../config.ts";
import { numberBetween } from "./options.ts";

/** The commands that open an encoder, by the command that they belong to. */
const encoding = {
  "": "demo index search similar classify evaluate serve worker",
  concepts: "fit distribution",
  probe: "fit",
};
/** Those that run a model on the processor, whatever the device. */
const onProcessor = { models: "import pull verify quantize compare" };

/** Gives each command that opens an encoder the options of how it is run; `readConfig` reads them. */
export function addEncodingOptions(program: Command): void {
  for (const command of commandsOf(program, { ...encoding, models: "tune" })) {
    command.addOption(
      new Option(
        "--device <name>",
        "what encodes, where this machine has it; lesion doctor lists them (LESION_DEVICE; default: cpu)",
      ).choices(devices),
    );
  }
  for (const command of commandsOf(program, { ...encoding, ...onProcessor })) {
    command
      .addOption(
        new Option(
          "--threads <n>",
          "threads that encode (LESION_THREADS; default: as lesion models tune found, else one a physical core)",
        ).argParser(numberBetween(1, mostThreads, { whole: true })),
      )
      .addOption(
        new Option(
          "--batch <n>",
          "images encoded in one go (LESION_BATCH; default: as lesion models tune found, else 8)",
        ).argParser(numberBetween(1, largestBatch, { whole: true })),
      );
  }
}

function commandsOf(program: Command, groups: Readonly<Record<string, string>>): Command[] {
  return Object.entries(groups).flatMap(([group, names]) => {
    const parent = group === "" ? program : child(program, group);
    return names.split(" ").map((name) => child(parent, name));
  });
}

function child(parent: Command, name: string): Command {
  const found = parent.commands.find((command) => command.name() === name);
  if (!found) throw new AppError("internal", `there is no command ${name}`);
  return found;
}
