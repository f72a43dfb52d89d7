/** `npm run figures`: everything the README says of the demo model, computed again. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { computeFigures } from "./compute-figures.ts";
import { withTable } from "./readme-table.ts";

const help = `Usage: npm run figures [-- --shared FOLDER] [-- --untrained MODEL_FOLDER]

Computes every figure of the demo model in the README: text queries against labels of real photographs and of phantoms,
a linear probe, and the recall of changed copies, with 95 % intervals over lesions and baselines in the same table.
Writes docs/figures.json and the table in README.md. Takes about half an hour on two cores; what was indexed is kept in
the git-ignored folder .figures, so that a second run is quicker.

  --shared FOLDER      where the real photographs lie (archives/, training/test-labels.csv); "../shared" unless given
  --untrained FOLDER   a model folder of the image tower before training, for the last column of the table:
                       "python -m lesion_training.untrained_tower FOLDER" in training/ writes it
  --help               this text
`;

const { values } = parseArgs({
  options: { shared: { type: "string" }, untrained: { type: "string" }, help: { type: "boolean" } },
});
if (values.help) {
  process.stdout.write(help);
} else {
  const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
  mkdirSync(path(".figures"), { recursive: true });
  const figures = await computeFigures(
    {
      shared: values.shared ?? path("../shared"),
      untrained: values.untrained,
      model: path("models/demo"),
      examples: path("examples/demo-archive"),
      measuredLabels: path("training/measured-labels.csv"),
      scratch: path(".figures"),
    },
    progressLine,
  );
  writeFileSync(path("docs/figures.json"), `${JSON.stringify(rounded(figures), null, 2)}\n`);
  writeFileSync(path("README.md"), withTable(readFileSync(path("README.md"), "utf8"), rounded(figures)));
  process.stderr.write("\nwrote docs/figures.json and the table in README.md\n");
}

/** One line that is written over in a terminal, and every line elsewhere. */
function progressLine(line: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
}

/** Four digits: more than any interval here is worth, and the same file on another processor. */
function rounded<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (typeof part === "number" ? Math.round(part * 1e4) / 1e4 : part)),
  ) as T;
}
