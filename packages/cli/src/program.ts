import { researchNotice, toProblem } from "@lesion-atlas/analysis";
import { AppError, type CallOptions, asAppError } from "@lesion-atlas/core";
import { Command, CommanderError } from "commander";
import { chooseDevice } from "./choose-device.ts";
import type { RunCommand } from "./command-context.ts";
import { addCommands } from "./commands/add-commands.ts";
import { createComposition } from "./compose.ts";
import { globalFlagsSchema, readConfig } from "./config.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit-codes.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { createEvents } from "./output/events.ts";
import { exampleText } from "./output/example-text.ts";
import { printable } from "./output/printable.ts";
import type { Terminal } from "./output/terminal.ts";
import { version } from "./version.ts";

/** Parses and runs one command line; every error ends here, as a sentence, a problem object and an exit code. */
export async function runLesion(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const json = words.includes("--json");
  const events = createEvents(terminal.out, json);
  const runCommand: RunCommand = async (command, body) => {
    const config = readConfig(globalFlagsSchema.parse(command.optsWithGlobals()));
    const warn = (sentence: string) => config.quiet || terminal.err.write(`${printable(sentence)}\n`);
    let chosen: ReturnType<typeof chooseDevice> | undefined;
    const device = (options: CallOptions = {}) =>
      (chosen ??= chooseDevice(config.encoding.device, { ...options, warn }));
    const composition = createComposition(config, { device });
    const interrupts = listenForInterrupts(terminal.err);
    try {
      const code = await body({ config, terminal, composition, device, signal: interrupts.signal, events });
      exitCode = code ?? exitCodes.done;
    } finally {
      await composition.close().finally(interrupts.stop);
    }
  };
  try {
    await createProgram(terminal, runCommand).parseAsync(words, { from: "user" });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done;
    const error = thrown instanceof CommanderError ? usageError(thrown) : asAppError(thrown);
    if (!(thrown instanceof CommanderError)) sayError(error, terminal);
    if (json) {
      const problem = events.begun ? { event: "error", ...toProblem(error) } : toProblem(error);
      terminal.out.write(`${JSON.stringify(problem)}\n`);
    }
    return exitCodeOf(error);
  }
}

/** Commander has already said it on stderr. */
function usageError(thrown: CommanderError): AppError {
  const message = thrown.message.replace(/^error: /, "");
  return new AppError("invalid_input", message === "(outputHelp)" ? "say which command to run" : message);
}

function createProgram(terminal: Terminal, runCommand: RunCommand): Command {
  const program = new Command("lesion")
    .description("Search an archive of skin-lesion photographs by words and by image.")
    .version(version, "-V, --version", "print the version")
    .option("--json", "one JSON object, or one event a line for long work, on stdout")
    .option(
      "--store <url>",
      "where images and vectors are kept, sqlite:PATH or qdrant:URL (LESION_STORE; default: store.sqlite in LESION_HOME)",
    )
    .option(
      "--model <id>",
      "the model that encodes (LESION_MODEL; default: the only one that the store or this machine has, else demo)",
    )
    .option("--quiet", "no progress and no remarks on stderr")
    .helpOption("-h, --help", "print help with examples")
    .configureHelp({ showGlobalOptions: true, helpWidth: terminal.out.isTerminal ? terminal.out.columns : 100 })
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
    })
    .showHelpAfterError("(--help shows the options, with examples)")
    .exitOverride();
  addCommands(program, runCommand);
  return program.addHelpText("after", programHelp).addHelpText("afterAll", `\n${researchNotice}`);
}

const programHelp = `
Environment (options win):
  LESION_HOME   folder of the store and of imported models (default: the platform's data
                folder; lesion status says which)
  LESION_STORE  as --store
  LESION_MODEL  as --model
  LESION_DEVICE, LESION_THREADS, LESION_BATCH  as --device, --threads and --batch of
                commands that encode
  LESION_QDRANT_API_KEY  sent to a Qdrant server
  LESION_REDIS_URL  the Redis that keeps queued index runs
  HF_ENDPOINT, HF_TOKEN  the hub that models are pulled from, and its token

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some images were
rejected, 130 interrupted.
${exampleText([
  "lesion models import CHECKPOINT_FOLDER --id derm",
  "lesion index ISIC_DOWNLOAD --archive isic",
  'lesion search "irregular shape"',
  "lesion search --help",
])}`;

/** A defect of ours comes with its stack; everything else is a sentence that says what to do. */
function sayError(error: AppError, terminal: Terminal): void {
  terminal.err.write(`lesion: ${printable(error.message)}\n`);
  if (error.code !== "internal") return;
  const { stack } = error.cause instanceof Error ? error.cause : error;
  terminal.err.write(`This is a defect of Lesion Atlas; please report it with these lines:\n${stack ?? ""}\n`);
}
