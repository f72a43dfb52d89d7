import { writeFileSync } from "node:fs";
import { paperSet } from "./paper-set.ts";
import { paritySets } from "./parity-sets.ts";
import { askScikitLearn, pythonWith } from "./scikit-learn-answers.ts";
import { askTorch } from "./torch-answers.ts";

/**
 * `LESION_PYTHON=... node packages/analysis/test/probe/record-peers.ts` writes what the tests compare with where Python
 * has no scikit-learn or no PyTorch.
 */
const write = (name: string, answers: unknown) =>
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(answers)}\n`);

const [scikitLearn, torch] = [pythonWith("sklearn"), pythonWith("torch")];
if (!scikitLearn || !torch) throw new Error("name a Python with scikit-learn and torch in LESION_PYTHON");
write("parity.json", askScikitLearn(scikitLearn, paritySets()));
write("paper.json", askTorch(torch, paperSet(), { seeds: [0, 1, 2], loader: true }));
