import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ParitySet } from "./parity-sets.ts";

/** What scikit-learn found on one set: its rows of coefficients belong to `classes` (the second only, of two). */
export interface Answer {
  objective: number;
  classes: number[];
  coefficients: number[][];
  intercepts: number[];
}

export interface Answers {
  version: string;
  sets: Record<string, Answer>;
}

/** The Python to ask: `LESION_PYTHON`, else `python3`, where it has the module. */
export function pythonWith(module: string): string | undefined {
  return [process.env.LESION_PYTHON, "python3"].find((name) => {
    if (!name) return false;
    try {
      execFileSync(name, ["-c", `import ${module}`], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}

/** Fits every set with scikit-learn. */
export function askScikitLearn(python: string, sets: readonly ParitySet[]): Answers {
  const asked = sets.map(({ name, training, C, classWeight, multiClass }) => ({
    name,
    dimensions: training.dimensions,
    features: Buffer.from(
      training.features.buffer,
      training.features.byteOffset,
      training.features.byteLength,
    ).toString("base64"),
    memberships: [...membershipRows(training)],
    C,
    classWeight,
    separate: training.memberships !== undefined || multiClass === "one-vs-rest",
  }));
  const script = fileURLToPath(new URL("fit_scikit_learn.py", import.meta.url));
  const env = { ...process.env, PYTHONWARNINGS: "ignore", OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const printed = execFileSync(python, [script], { input: JSON.stringify(asked), env, maxBuffer: 1 << 28 });
  return JSON.parse(printed.toString()) as Answers;
}

function membershipRows({ classes, labels, memberships }: ParitySet["training"]): Uint8Array {
  if (memberships) return memberships;
  const rows = new Uint8Array(labels.length * classes.length);
  for (const [row, label] of labels.entries()) rows[row * classes.length + label] = 1;
  return rows;
}
