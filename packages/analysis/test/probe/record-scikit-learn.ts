import { writeFileSync } from "node:fs";
import { paritySets } from "./parity-sets.ts";
import { askScikitLearn, pythonWith } from "./scikit-learn-answers.ts";

/** `LESION_PYTHON=... node packages/analysis/test/probe/record-scikit-learn.ts` writes what the test compares with where there is no scikit-learn. */
const python = pythonWith("sklearn");
if (!python) throw new Error("name a Python with scikit-learn in LESION_PYTHON");
const answers = askScikitLearn(python, paritySets());
writeFileSync(new URL("parity.json", import.meta.url), `${JSON.stringify(answers)}\n`);
