import { researchNotice } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import { chooseModel } from "../choose-model.ts";
import type { RunCommand } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { exampleText } from "../output/example-text.ts";
import { formatBytes } from "../output/numbers.ts";
import { printAnswer } from "../output/print-answer.ts";
import { formatTable } from "../output/table.ts";

/** `lesion models verify`. */
export function addModelsVerify(models: Command, run: RunCommand): void {
  models
    .command("verify")
    .summary("compare a model's files with what was imported")
    .description("Hash every file of a model again and compare with the import. Exit code 1 when something differs.")
    .argument("<id>")
    .addHelpText("after", exampleText(["lesion models verify demo"]))
    .action((id: string, _options: object, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const { verifyModelFolder } = await import("@lesion-atlas/encoder");
        const { folder } = chooseModel(await composition.models({ signal }), { wanted: id });
        const verification = await verifyModelFolder(folder, { signal });
        const answer = { ...verification, folder, ok: verification.problems.length === 0, notice: researchNotice };
        printAnswer(terminal, config, answer, verificationText);
        return answer.ok ? exitCodes.done : exitCodes.failed;
      }),
    );
}

function verificationText(answer: {
  id: string;
  fingerprint: string;
  files: readonly { name: string; state: string; bytes?: number; sha256?: string }[];
  problems: readonly string[];
  notice: string;
}): string {
  const columns = [
    { title: "file" },
    { title: "size", align: "right" },
    { title: "state" },
    { title: "sha256" },
  ] as const;
  const rows = answer.files.map(({ name, state, bytes, sha256 }) => [
    name,
    bytes === undefined ? "" : formatBytes(bytes),
    state,
    sha256,
  ]);
  const verdict =
    answer.problems.length === 0
      ? `${answer.id} is as it was imported, fingerprint ${answer.fingerprint}.`
      : `${answer.problems.join("\n")}\n${answer.id} is not as it was imported.`;
  return `${formatTable(columns, rows)}\n${verdict}\n${answer.notice}\n`;
}
