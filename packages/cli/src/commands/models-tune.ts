import { availableParallelism, loadavg } from "node:os";
import { researchNotice } from "@lesion-atlas/analysis";
import { type Command, Option } from "commander";
import { chooseModel } from "../choose-model.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { tunedHere } from "../measured-here.ts";
import { exampleText } from "../output/example-text.ts";
import { createProgress } from "../output/progress.ts";
import { pointText, tuningText } from "../output/tuning-text.ts";
import { numberBetween } from "./options.ts";

/** Load of a core from which measurements mislead. */
const busyFrom = 1.5;

/** `lesion models tune`. */
export function addModelsTune(models: Command, run: RunCommand): void {
  models
    .command("tune <id>")
    .summary("measure how a model is run fastest on this machine, and keep it")
    .description(
      "Measure how many images a run and how many threads are fastest, and how many threads answer a text soonest. The result is kept for this machine " +
        "and this model, and every command that encodes uses it unless --threads or --batch say otherwise. The defaults are good without it.",
    )
    .addOption(new Option("--seconds <n>", "about how long it may take").default(60).argParser(numberBetween(1, 3600)))
    .addHelpText("after", exampleText(["lesion models tune whylesionclip", "lesion models tune demo --seconds 20"]))
    .action((id: string, { seconds }: { seconds: number }, command: Command) =>
      run(command, (context) => tune(id, seconds, context)),
    );
}

async function tune(id: string, seconds: number, context: CommandContext): Promise<void> {
  const { config, composition, terminal, signal, events } = context;
  const { readMeasurements, readModelFolder, tuneModel, writeMeasurements } = await import("@lesion-atlas/encoder");
  const { folder } = chooseModel(await composition.models({ signal }), { wanted: id });
  const model = await readModelFolder(folder, { signal });
  const { fingerprint } = model.model;
  const device = await composition.device({ signal });
  const began = performance.now();
  const progress = createProgress(terminal.err, { unit: "seconds at most", quiet: config.quiet });
  const busy = loadavg()[0] / availableParallelism();
  if (busy > busyFrom)
    progress.remark(
      `this machine has ${busy.toFixed(1)} times the work it has cores for: tune it again when it has less to do`,
    );
  const passing = setInterval(() => {
    progress.update({ done: Math.min(seconds, Math.round((performance.now() - began) / 1000)), total: seconds });
  }, 200);
  events.emit({ event: "start", id, fingerprint, device, seconds, notice: researchNotice });
  try {
    const tuned = await tuneModel(model, {
      compute: await composition.compute(),
      device,
      budgetMs: 1000 * seconds,
      signal,
      onPoint: (point) => {
        progress.remark(pointText(point));
        events.emit({ event: "measured", ...point });
      },
    });
    const recorded = tunedHere(tuned);
    const { tuning } = await readMeasurements(composition.modelsFolder, fingerprint);
    await writeMeasurements(composition.modelsFolder, fingerprint, { tuning: { ...tuning, [device]: recorded } });
    progress.finish();
    if (config.json) events.emit({ event: "done", id, fingerprint, ...recorded });
    else terminal.out.write(`${tuningText(id, tuned)}${researchNotice}\n`);
  } finally {
    clearInterval(passing);
    progress.finish();
  }
}
