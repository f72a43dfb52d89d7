import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import {
  type EvaluationPlan,
  evaluationPlot,
  filterOfPlan,
  parseEvaluationPlan,
  runEvaluation,
} from "@lesion-atlas/analysis";
import { AppError } from "@lesion-atlas/core";
import type { Command } from "commander";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { evaluationText } from "../output/evaluation-text.ts";
import { exampleText } from "../output/example-text.ts";
import { createProgress } from "../output/progress.ts";
import { askedSplit } from "../split-files.ts";
import { askedLabels } from "./asked-labels.ts";
import { indexArchive } from "./index-archive.ts";

/** `lesion evaluate`. */
export function addEvaluate(program: Command, run: RunCommand): void {
  program
    .command("evaluate")
    .summary("zero-shot and a probe on one archive, leak-free and on the published split")
    .description(
      "Run an evaluation plan: one archive, one model, zero-shot and a linear probe, on a split without leakage and on the " +
        "published one, whose leak is counted. An archive that the store lacks is indexed from the plan's location first.",
    )
    .argument("<plan>", "a JSON file; docs/probes.md describes it")
    .option("--out <folder>", "write report.json, plot.svg and plot.png there (default: print only)")
    .addHelpText("after", exampleText(["lesion evaluate examples/evaluations/demo.json --out demo-evaluation"]))
    .action((file: string, options: { out?: string }, command: Command) =>
      run(command, (context) => evaluateCommand(file, options, context)),
    );
}

async function evaluateCommand(file: string, { out }: { out?: string }, context: CommandContext): Promise<ExitCode> {
  const { composition, config, terminal, events, signal } = context;
  const text = await readFile(file, { encoding: "utf8", signal }).catch((error: Error) => {
    throw new AppError("invalid_input", `${file} cannot be read: ${error.message}`, { cause: error });
  });
  const plan = parseEvaluationPlan(text, file);
  const beside = (path: string) => resolve(dirname(file), path);
  await indexWhereMissing(plan, beside, context);
  const labels = await askedLabels(
    { label: plan.label, labelsFile: plan.labels_file && beside(plan.labels_file) },
    { signal },
  );
  const { published_split: named } = plan;
  const split = named?.startsWith("column:") ? named : named && beside(named);
  const published = split === undefined ? undefined : await askedSplit({ split }, { signal });
  const ports = { ...(await composition.searchPorts({ signal })), compute: await composition.compute() };
  const progress = createProgress(terminal.err, { unit: "steps", quiet: config.quiet });
  const report = await runEvaluation(
    ports,
    plan,
    { labels, published },
    {
      signal,
      onStep: (step) => {
        progress.remark(step);
        events.emit({ event: "step", step });
      },
    },
  );
  if (out !== undefined) {
    const plot = evaluationPlot(report);
    const { default: sharp } = await import("sharp");
    await mkdir(out, { recursive: true });
    await writeFile(join(out, "report.json"), `${JSON.stringify(report, undefined, 2)}\n`);
    await writeFile(join(out, "plot.svg"), plot);
    await writeFile(join(out, "plot.png"), await sharp(Buffer.from(plot), { density: 144 }).png().toBuffer());
  }
  if (config.json) events.emit({ event: "done", report });
  else terminal.out.write(evaluationText(report));
  return exitCodes.done;
}

async function indexWhereMissing(
  plan: EvaluationPlan,
  beside: (path: string) => string,
  context: CommandContext,
): Promise<void> {
  const { composition, signal } = context;
  if (plan.location === undefined) return;
  if (await composition.storeExists({ signal })) {
    const store = await composition.store({ signal });
    if ((await store.count(filterOfPlan({ ...plan, filter: undefined }), { signal, everyImage: true })) > 0) return;
  }
  await indexArchive(beside(plan.location), { archive: plan.archive, format: "auto" }, context);
}
