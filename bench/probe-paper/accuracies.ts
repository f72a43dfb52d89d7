import { fitProbe, predictProbabilities } from "@lesion-atlas/analysis";
import type { Compute } from "@lesion-atlas/compute";
import type { PaperParts } from "../../packages/analysis/test/probe/torch-answers.ts";

/** Our accuracy on the test part, one a seed. */
export async function ourAccuracies(compute: Compute, parts: PaperParts, seeds: readonly number[]): Promise<number[]> {
  const { dimensions, train, validation, test } = parts;
  const classes = Array.from({ length: parts.classes }, (_, name) => String(name));
  const accuracies: number[] = [];
  for (const seed of seeds) {
    const options = { compute, solver: "adam-knobo", seed, validation } as const;
    const probe = await fitProbe({ ...train, dimensions, classes }, options);
    const probabilities = await predictProbabilities(probe, test.features, { compute });
    const right = [...test.labels].filter((label, row) => {
      const own = [...probabilities.subarray(row * classes.length, (row + 1) * classes.length)];
      return own.indexOf(Math.max(...own)) === label;
    });
    accuracies.push(right.length / test.labels.length);
  }
  return accuracies;
}
