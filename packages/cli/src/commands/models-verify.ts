import { join, resolve } from "node:path";
import { researchNotice } from "@lesion-atlas/analysis";
import { AppError } from "@lesion-atlas/core";
import { Command, Option } from "commander";
import { chooseModel } from "../choose-model.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { fillSpeed } from "../fill-speed.ts";
import { keptCheckpoint } from "../kept-checkpoint.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { verificationText } from "../output/verification-text.ts";

interface VerifyFlags {
  against?: "python";
  python: string;
  checkpoint?: string;
}

/** `lesion models verify`. */
export function addModelsVerify(models: Command, run: RunCommand): void {
  models
    .command("verify")
    .summary("compare a model with what was imported")
    .description(
      "Hash every file of a model again, and encode drawn lesions and phrases that come with Lesion Atlas; both must be as at the import. " +
        "Exit code 1 when something differs.",
    )
    .argument("<id>")
    .addOption(
      new Option(
        "--against <reference>",
        "the same through open_clip or transformers: the worst difference is said",
      ).choices(["python"]),
    )
    .option("--python <path>", "the interpreter that has open_clip or transformers", "python3")
    .option("--checkpoint <folder>", "what the model was made of; else what pull --keep kept")
    .addHelpText(
      "after",
      exampleText([
        "lesion models verify demo",
        "lesion models verify whylesionclip --against python --python ~/venv/bin/python",
      ]),
    )
    .action((id: string, flags: VerifyFlags, command: Command) =>
      run(command, (context) => verify(id, flags, context)),
    );
}

/** The largest 1 - cosine between us and Python that is not called a difference: both compute in float32. */
const pythonTolerance = 1e-4;

async function verify(id: string, flags: VerifyFlags, context: CommandContext): Promise<ExitCode> {
  const { config, composition, terminal, signal } = context;
  const { compareWithPython, readModelFolder, runSelfTest, verifyModelFolder } = await import("@lesion-atlas/encoder");
  const { folder } = chooseModel(await composition.models({ signal }), { wanted: id });
  const verification = await verifyModelFolder(folder, { signal });
  const { problems } = verification;
  const { settings } = await readModelFolder(folder, { signal });
  const encoder = await composition.openEncoder(folder, { signal });
  try {
    const self_test = await runSelfTest(folder, encoder, settings, { signal });
    if (self_test && !self_test.ok) {
      problems.push(`the self-test differs by ${self_test.cosine.toExponential(1)} at ${self_test.worst}`);
    }
    const python = flags.against
      ? await compareWithPython(
          encoder,
          { python: flags.python, checkpoint: await checkpointOf(id, flags, config.home) },
          { signal },
        )
      : undefined;
    const isOriginal = settings.precision === "fp32" && settings.token_merging === undefined;
    if (python && isOriginal && python.cosine > pythonTolerance) {
      problems.push(`${python.library} differs by ${python.cosine.toExponential(1)} at ${python.worst}`);
    }
    if (problems.length === 0) await fillSpeed(encoder, { composition, lane: "interactive", signal });
    const answer = { ...verification, self_test, python, folder, ok: problems.length === 0, notice: researchNotice };
    printAnswer(terminal, config, answer, verificationText);
    return answer.ok ? exitCodes.done : exitCodes.failed;
  } finally {
    await encoder.close();
  }
}

async function checkpointOf(id: string, { checkpoint }: VerifyFlags, home: string): Promise<string> {
  if (checkpoint !== undefined) return resolve(checkpoint);
  const kept = await keptCheckpoint(join(home, "pulled", id));
  if (kept !== undefined) return kept;
  throw new AppError(
    "not_found",
    `the checkpoint of ${id} is not kept: name it with --checkpoint FOLDER, or lesion models pull ${id} --force --keep`,
  );
}
