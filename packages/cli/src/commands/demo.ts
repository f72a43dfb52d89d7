import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { searchByWords, textConcept } from "@lesion-atlas/analysis";
import { AppError, throwIfCancelled } from "@lesion-atlas/core";
import { type Command, Option } from "commander";
import { withPaths } from "../archive-documents.ts";
import { demoModelId } from "../choose-model.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { createComposition } from "../compose.ts";
import type { ExitCode } from "../exit-codes.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { searchText } from "../output/search-text.ts";
import { storeUrl } from "../store-location.ts";
import { defaultServeOptions, serveSearch } from "../serve-search.ts";
import { indexArchive } from "./index-archive.ts";
import { isicUrlOption } from "./isic-options.ts";
import { portOption } from "./serve.ts";
import { pullDemoPhotographs } from "./pull-demo-photographs.ts";

/** 600 phantoms that come with the repository. */
const demoArchive = fileURLToPath(new URL("../../../../examples/demo-archive", import.meta.url));

/** What the demo asks, in this order. */
const questions = ["blue-whitish veil", "hair", "pigment network"];

interface DemoOptions {
  archive?: string;
  isic?: boolean;
  isicUrl?: string;
  serve: boolean;
  port: number;
}

/** `lesion demo`. */
export function addDemo(program: Command, run: RunCommand): void {
  program
    .command("demo")
    .summary("index an archive that comes with it, ask three questions, and serve it")
    .description(
      "Index the 600 phantoms that come with the repository under the demo model, ask three questions, say what to try " +
        "next, and serve it over HTTP until Ctrl-C. Needs no network. The store is demo.sqlite in LESION_HOME, so that yours stays as it is; a second run " +
        "finds it filled.",
    )
    .addOption(new Option("--archive <folder>", "your own folder or zip of images instead").conflicts("isic"))
    .option("--isic", "500 CC-0 photographs of the ISIC Archive instead, downloaded once into LESION_HOME")
    .addOption(isicUrlOption())
    .option("--no-serve", "end after the three questions")
    .addOption(portOption())
    .addHelpText("after", exampleText(["lesion demo", "lesion demo --isic", "lesion demo --archive ~/isic-download"]))
    .action((options: DemoOptions, command: Command) => run(command, (context) => runDemo(options, context)));
}

async function runDemo(options: DemoOptions, context: CommandContext): Promise<ExitCode> {
  const { config } = context;
  const store = config.storeGiven ? config.store : { kind: "sqlite" as const, path: join(config.home, "demo.sqlite") };
  const demoContext = { ...context, config: { ...config, store, model: config.model ?? demoModelId } };
  const code = await askDemo(options, demoContext);
  if (options.serve) {
    throwIfCancelled(context.signal);
    await serveSearch({ ...defaultServeOptions, port: options.port }, demoContext);
  }
  return code;
}

async function askDemo(options: DemoOptions, context: CommandContext): Promise<ExitCode> {
  const { config, terminal, signal } = context;
  const composition = createComposition(config, { device: context.device });
  const demoContext = { ...context, composition };
  try {
    const { name, location } = await placeOf(options, context);
    const code = await indexArchive(location, { archive: name, format: "auto" }, demoContext);
    const ports = await composition.searchPorts({ signal });
    const filter = { must: [{ key: "archive", match: { value: name } }] };
    for (const question of questions) {
      const search = { concepts: [textConcept(question)], filter, limit: 5 };
      const answer = await searchByWords(ports, search, { signal });
      if (!config.json) terminal.out.write(`\n$ lesion search ${JSON.stringify(question)} --limit 5\n`);
      const shown = await withPaths(answer, await composition.catalog(), { signal });
      printAnswer(terminal, config, config.json ? { event: "answer", question, ...shown } : shown, searchText);
    }
    if (!config.json) terminal.out.write(whatToTry(storeUrl(config.store), name));
    return code;
  } finally {
    await composition.close();
  }
}

async function placeOf(
  { archive, isic, isicUrl }: DemoOptions,
  context: CommandContext,
): Promise<{ name: string; location: string }> {
  if (archive !== undefined) return { name: "mine", location: resolve(archive) };
  if (isic) return { name: "isic", location: await pullDemoPhotographs(isicUrl, context) };
  if (!existsSync(demoArchive)) {
    throw new AppError("not_found", `${demoArchive} is missing: clone the repository again, or use --archive FOLDER`);
  }
  return { name: "demo", location: demoArchive };
}

/** Commands that work as they stand, from the repository's folder. */
function whatToTry(url: string, name: string): string {
  const start = "npm run lesion --";
  const store = `--store ${JSON.stringify(url)}`;
  const filter = `--filter '{"must":[{"key":"archive","match":{"value":"${name}"}},{"key":"sex","match":{"value":"female"}}]}'`;
  return [
    "",
    "Try next:",
    `  ${start} search "red colour" --not "hair" ${store}`,
    `  ${start} search "irregular shape" ${filter} --min-presence 0.5 ${store}`,
    `  ${start} status ${store}`,
    "",
  ].join("\n");
}
