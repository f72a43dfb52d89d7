import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type NearDuplicateRule,
  type ProbeAsked,
  type ProbeStep,
  type TrainedProbe,
  defaultNearDuplicateRule,
  fieldPath,
  keepProbe,
  probePage,
  trainProbe,
} from "@lesion-atlas/analysis";
import { AppError, type CallOptions, type VectorStore } from "@lesion-atlas/core";
import { type Command, Option } from "commander";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { probeReportText } from "../output/probe-report-text.ts";
import { createProgress } from "../output/progress.ts";
import { askedSplit } from "../split-files.ts";
import { tableRows } from "../table-rows.ts";
import { askedFilter, queryOption } from "./asked-filter.ts";
import { askedLabels } from "./asked-labels.ts";
import { collect, filterOption, numberBetween } from "./options.ts";

interface FitOptions {
  label?: string;
  labelsFile?: string;
  tag?: string;
  multiLabel?: boolean;
  filter?: string;
  query?: string;
  split?: string;
  shares?: string;
  seed: number;
  c: string;
  solver: "lbfgs" | "adam-knobo" | "ridge" | "nearest-mean";
  multiClass: "multinomial" | "one-vs-rest";
  classWeight: "none" | "balanced";
  nearDuplicates: boolean;
  nearCosine?: number;
  duplicates?: string;
  minClass: number;
  subgroup?: string[];
  resamples: number;
  compareRandom?: boolean;
  curves?: boolean;
  force?: boolean;
  html?: string;
  saveSplit?: string;
}

/** `lesion probe fit`. */
export function addProbeFit(probe: Command, run: RunCommand): void {
  probe
    .command("fit")
    .summary("fit a probe and report what it is worth")
    .description(
      "Fit a linear probe on stored vectors, measure it on images that no patient, lesion or duplicate ties to training, " +
        "and keep it with its report. Images without the label are counted and left out.",
    )
    .argument("<name>", "the probe's name; fitting again makes its next version")
    .option("--label <field>", "a column; several with commas are yes/no labels of one image")
    .option("--labels-file <file>", "a table of image and label, or a folder of class2images_*.p")
    .option("--tag <tag>", "whether people wrote this tag, among the images with tags")
    .option("--multi-label", "an image may have several labels")
    .addOption(filterOption())
    .addOption(queryOption())
    .option("--split <how>", "grouped, random, column:NAME, a table, or a folder of class2images_*.p", "grouped")
    .option("--shares <train,val,test>", "of a grouped or random split (0.7,0.1,0.2)")
    .addOption(
      new Option("--seed <n>", "of the split and the fit")
        .default(42)
        .argParser(numberBetween(0, 2 ** 31 - 1, { whole: true })),
    )
    .option(
      "--c <list>",
      "inverse strength of the L2 penalty; of several the best by grouped cross-validation",
      "0.1,1,10,100",
    )
    .addOption(
      new Option("--solver <how>", "logistic regression at its optimum, the paper's recipe, or a baseline")
        .choices(["lbfgs", "adam-knobo", "ridge", "nearest-mean"])
        .default("lbfgs"),
    )
    .addOption(
      new Option("--multi-class <how>", "of lbfgs").choices(["multinomial", "one-vs-rest"]).default("multinomial"),
    )
    .addOption(
      new Option("--class-weight <how>", "balanced: rare classes weigh as much as common ones")
        .choices(["none", "balanced"])
        .default("none"),
    )
    .addOption(
      new Option(
        "--near-cosine <c>",
        `cosine that alone makes a near-duplicate (${defaultNearDuplicateRule.minCosine})`,
      ).argParser(numberBetween(0.5, 1)),
    )
    .option("--no-near-duplicates", "join what records say only; the report says so")
    .option("--duplicates <file>", "a table of confirmed duplicate pairs, its first two columns")
    .addOption(
      new Option("--min-class <n>", "leave out classes of fewer images")
        .default(10)
        .argParser(numberBetween(1, 1e6, { whole: true })),
    )
    .option("--subgroup <field>", "a further column to tell subgroups by; may be given again", collect)
    .addOption(
      new Option("--resamples <n>", "of the 95 % intervals")
        .default(1000)
        .argParser(numberBetween(1, 100_000, { whole: true })),
    )
    .option("--compare-random", "also fit under a random split, to show what leakage would have made of it")
    .option("--curves", "also fit on fewer images: few-shot and learning curves, five draws each")
    .option("--force", "take a label that gives the diagnosis away")
    .option("--html <file>", "write the report as one page")
    .option("--save-split <file>", "write the split as CSV, for --split")
    .addHelpText(
      "after",
      exampleText([
        "lesion probe fit diagnosis --label diagnosis_3 --html diagnosis.html",
        "lesion probe fit image-type --label image_type --compare-random",
        "lesion probe fit structures --label globules,streaks,pigment_network",
        "lesion probe fit paper --labels-file HAM10000/splits --split HAM10000/splits",
      ]),
    )
    .action((name: string, options: FitOptions, command: Command) =>
      run(command, (context) => fitProbeCommand(name, options, context)),
    );
}

async function fitProbeCommand(name: string, options: FitOptions, context: CommandContext): Promise<void> {
  const { composition, config, terminal, signal, events } = context;
  const filterOf = askedFilter(options);
  const asked = await askedProbe(name, options, { signal });
  const { store, encoder } = await composition.searchPorts({ signal });
  const filter = await filterOf(store, { signal });
  const trained = await trainWithProgress(store, { ...asked, filter });
  const kept = await keepProbe(await composition.catalog(), trained, { signal });
  if (options.html !== undefined) await writeFile(resolve(options.html), probePage(kept.report));
  if (options.saveSplit !== undefined) await writeFile(resolve(options.saveSplit), splitTable(trained));
  if (config.json) events.emit({ event: "done", report: kept.report });
  else printAnswer(terminal, config, kept.report, probeReportText);

  async function trainWithProgress(vectors: VectorStore, plan: ProbeAsked): Promise<TrainedProbe> {
    const progress = createProgress(terminal.err, { unit: "images", quiet: config.quiet });
    const onStep = (step: ProbeStep, images = 0) => {
      progress.update({ done: images, counts: {} });
      events.emit({ event: "step", step, images });
    };
    const compute = await composition.compute();
    try {
      return await trainProbe({ store: vectors, model: encoder.model, compute }, plan, { signal, onStep });
    } finally {
      progress.finish();
    }
  }
}

async function askedProbe(name: string, options: FitOptions, call: CallOptions): Promise<ProbeAsked> {
  const {
    seed,
    solver,
    multiClass,
    classWeight,
    minClass,
    subgroup = [],
    resamples,
    compareRandom,
    curves,
    force,
    multiLabel,
  } = options;
  const labels = await askedLabels(options, call);
  const split = await askedSplit(options, call);
  const C = options.c.split(",").map((text) => Number(text.trim()));
  if (!C.every((value) => value > 0 && Number.isFinite(value))) {
    throw new AppError("invalid_input", `--c ${options.c}: numbers above 0 with commas between`);
  }
  return {
    name,
    labels,
    multiLabel,
    split,
    fit: { solver, multiClass, C, classWeight, seed },
    nearDuplicates: options.nearDuplicates ? nearRule(options.nearCosine) : false,
    ...(options.duplicates === undefined ? {} : { confirmed: await duplicateRows(options.duplicates, call) }),
    fewestOfClass: minClass,
    subgroups: subgroup.map(fieldPath),
    resamples,
    compareRandom,
    curves,
    force,
  };
}

function nearRule(minCosine = defaultNearDuplicateRule.minCosine): NearDuplicateRule {
  const { minCosineWithHash, maxHashBits } = defaultNearDuplicateRule;
  return { minCosine, minCosineWithHash: Math.min(minCosine, minCosineWithHash), maxHashBits };
}

async function duplicateRows(file: string, call: CallOptions): Promise<string[][]> {
  const { columns, rows } = await tableRows(file, call);
  if (columns.length < 2) throw new AppError("invalid_input", `${file} needs two columns: the images of a pair`);
  return rows.map((row) => [row.get(columns[0])!.trim(), row.get(columns[1])!.trim()]);
}

/** Cells that begin like a formula get a TAB, as the ISIC Archive writes them. */
function splitTable({ assignments }: TrainedProbe): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@]/.test(text) ? `\t${text}` : text;
    return /[",\n\r\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = assignments.map(({ id, archive, key, part, group }) =>
    [id, archive, key, part, String(group)].map(cell).join(","),
  );
  return `id,archive,key,part,group\n${lines.join("\n")}\n`;
}
